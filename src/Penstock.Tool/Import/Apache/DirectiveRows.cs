namespace Penstock.Tool.Import.Apache;

/// <summary>The table itself. The names are those that <c>apache2 -L</c> prints with all modules of 2.4 loaded.</summary>
internal static class DirectiveRows
{
    private const string OneProcess = "event loops, one a processor, take the place of Apache's processes and threads";
    private const string NoReverse = "it is for a reverse proxy, and Penstock is a forward proxy alone";
    private const string AsTheyCome = "bodies and fields of responses are passed on as they come";
    private const string NoCache = "Penstock keeps no cache: each response comes from its origin";
    private const string Sockets = "the system sizes its sockets itself";
    private const string Service = "it is the business of whoever starts Penstock, as of a systemd unit";
    private const string FilesAlone = "Penstock serves the files of one folder, as they are";
    private const string NoVariables = "variables of requests mean nothing to Penstock";
    private const string OtherUsers = "users can be read from a file alone (AuthBasicProvider file)";
    private const string NoTls = "no TLS ends in Penstock: it passes through its tunnels";

    public static IEnumerable<DirectiveRow> All =>
    [
        .. Rows(DirectiveKind.Section, "", "VirtualHost Proxy ProxyMatch Directory DirectoryMatch Files FilesMatch Location LocationMatch Limit LimitExcept RequireAll RequireAny RequireNone If ElseIf Else"),
        .. Rows(DirectiveKind.Section, "", "IfDefine IfDirective IfFile IfModule IfSection IfVersion AuthnProviderAlias AuthzProviderAlias Macro MDomainSet MDomain"),
        .. Rows(DirectiveKind.Access, "", "Order Allow Deny Satisfy Require AuthMerging AuthType AuthName AuthUserFile AuthGroupFile AuthBasicProvider"),
        .. Rows(DirectiveKind.Setting, "", "Listen ServerName ServerAlias ServerRoot DocumentRoot DirectoryIndex ProxyRequests ProxyVia ProxyTimeout Timeout KeepAlive KeepAliveTimeout RequestReadTimeout AllowCONNECT"),
        .. Rows(DirectiveKind.Setting, "", "ProxyBlock LimitRequestLine LimitRequestFieldSize LimitRequestFields ErrorLog LogLevel LogFormat CustomLog TransferLog GlobalLog TraceEnable SSLEngine"),
        .. Rows(DirectiveKind.Setting, "", "RewriteEngine RewriteRule RewriteCond RequestHeader Define UnDefine Include IncludeOptional LoadModule"),
        .. Proxy(),
        .. Server(),
        .. Modules(),
        .. Sites(),
    ];

    private static IEnumerable<DirectiveRow> Proxy() =>
    [
        .. Same("ProxyBadHeader", "a bad field of a response is an error", "iserror"),
        .. Same("ProxyErrorOverride", "the pages of origins are passed on", "off"),
        .. Same("ProxyPreserveHost", "Host is made from the URL, as RFC 9112 has it", "off"),
        .. Same("ProxyMaxForwards", "Max-Forwards is added to no request", "-1"),
        .. Same("Proxy100Continue", "interim responses are passed on", "on"),
        .. Rows(DirectiveKind.Protects, "requests would go to their origins directly, and not by that proxy", "ProxyRemote ProxyRemoteMatch"),
        .. Rows(DirectiveKind.Protects, "connections would go out from whatever address the system chooses", "ProxySourceAddress"),
        .. Rows(DirectiveKind.NotNeeded, "there is no ProxyRemote that it could be an exception of", "NoProxy"),
        .. Rows(DirectiveKind.Cannot, "a name without a dot is looked up as it is", "ProxyDomain"),
        .. Rows(DirectiveKind.NotNeeded, "buffers size themselves", "ProxyIOBufferSize ProxyReceiveBufferSize"),
        .. Rows(DirectiveKind.NotNeeded, NoReverse, "ProxyAddHeaders ProxyStatus ProxyPassInherit ProxyPassInterpolateEnv ProxySet BalancerMember BalancerGrowth BalancerInherit BalancerPersist"),
        .. Rows(DirectiveKind.Cannot, NoReverse, "ProxyPass ProxyPassMatch ProxyPassReverse ProxyPassReverseCookieDomain ProxyPassReverseCookiePath ProxyExpressDBMFile ProxyExpressDBMType ProxyExpressEnable"),
        .. Rows(DirectiveKind.Cannot, NoReverse, "ProxyFCGIBackendType ProxyFCGISetEnvIf ProxyHCExpr ProxyHCTPsize ProxyHCTemplate ProxySCGIInternalRedirect ProxySCGISendfile ProxyWebsocketFallbackToProxyHttp"),
        .. Rows(DirectiveKind.Cannot, "ftp:// is not fetched", "ProxyFtpDirCharset ProxyFtpEscapeWildcards ProxyFtpListOnWildcard"),
        .. Rows(DirectiveKind.Cannot, AsTheyCome, "ProxyHTMLBufSize ProxyHTMLCharsetOut ProxyHTMLDoctype ProxyHTMLEnable ProxyHTMLEvents ProxyHTMLExtended ProxyHTMLFixups ProxyHTMLInterp ProxyHTMLLinks"),
        .. Rows(DirectiveKind.Cannot, AsTheyCome, "ProxyHTMLMeta ProxyHTMLStripComments ProxyHTMLURLMap"),
    ];

    private static IEnumerable<DirectiveRow> Server() =>
    [
        .. Same("HostnameLookups", "logs hold the addresses of clients", "off"),
        .. Same("HttpProtocolOptions", "requests are read strictly", "strict", "require1.0", "allow0.9", "lenientmethods"),
        .. Rows(DirectiveKind.NotNeeded, "the replies name Penstock alone", "ServerTokens ServerSignature"),
        .. Rows(DirectiveKind.NotNeeded, "no reply names an administrator", "ServerAdmin"),
        .. Rows(DirectiveKind.Cannot, "bodies of any length pass, in bounded memory", "LimitRequestBody"),
        .. Rows(DirectiveKind.NotNeeded, "a connection serves as many requests as its client makes", "MaxKeepAliveRequests"),
        .. Rows(DirectiveKind.NotNeeded, OneProcess, "AsyncRequestWorkerFactor MaxClients MaxConnectionsPerChild MaxMemFree MaxRequestsPerChild MaxRequestWorkers MaxSpareServers MaxSpareThreads MinSpareServers"),
        .. Rows(DirectiveKind.NotNeeded, OneProcess, "MinSpareThreads ServerLimit StartServers ThreadLimit ThreadsPerChild ThreadStackSize ScoreBoardFile Mutex GracefulShutdownTimeout ListenCoresBucketsRatio WatchdogInterval"),
        .. Rows(DirectiveKind.NotNeeded, Sockets, "AcceptFilter ListenBacklog ListenTCPDeferAccept ReceiveBufferSize SendBufferSize ReadBufferSize FlushMaxPipelined FlushMaxThreshold EnableMMAP EnableSendfile"),
        .. Rows(DirectiveKind.NotNeeded, Service, "User Group ChrootDir Suexec SuexecUserGroup PidFile CoreDumpDirectory DefaultRuntimeDir RLimitCPU RLimitMEM RLimitNPROC LoadFile Win32DisableAcceptEx"),
        .. Rows(DirectiveKind.NotNeeded, "Apache 2.4 ignores it too", "NameVirtualHost DefaultType Port"),
        .. Rows(DirectiveKind.NotNeeded, "clients speak HTTP/1.1 with a proxy", "Protocol Protocols ProtocolsHonorOrder RegisterHttpMethod QualifyRedirectURL"),
        .. Rows(DirectiveKind.NotNeeded, "Penstock makes no URLs of its own", "UseCanonicalName UseCanonicalPhysicalPort StrictHostCheck ServerPath"),
        .. Rows(DirectiveKind.NotNeeded, "URLs are passed on as they came", "AllowEncodedSlashes MergeSlashes MergeTrailers RegexDefaultOptions"),
        .. Rows(DirectiveKind.Cannot, "the pages of Penstock's replies are fixed", "ErrorDocument"),
        .. Rows(DirectiveKind.Cannot, "the error log has one format", "ErrorLogFormat"),
        .. Rows(DirectiveKind.Protects, "Apache does not start with it", "Error"),
        .. Rows(DirectiveKind.NotNeeded, "there is nothing like it here", "ExtendedStatus SeeRequestTail LimitInternalRecursion LimitXMLRequestBody AddModuleInfo BufferedLogs LogIOTrackTTFB KeptBodySize BufferSize"),
        .. Rows(DirectiveKind.Protects, "macros are not read: write out what they stand for", "Use UndefMacro"),
        .. Rows(DirectiveKind.NotNeeded, "macros are not read", "MacroIgnoreBadNesting MacroIgnoreEmptyArgs"),
    ];

    private static IEnumerable<DirectiveRow> Modules() =>
    [
        .. Rows(DirectiveKind.NotNeeded, NoCache, "CacheDefaultExpire CacheDetailHeader CacheDirLength CacheDirLevels CacheDisable CacheEnable CacheFile CacheHeader CacheIgnoreCacheControl CacheIgnoreHeaders"),
        .. Rows(DirectiveKind.NotNeeded, NoCache, "CacheIgnoreNoLastMod CacheIgnoreQueryString CacheIgnoreURLSessionIdentifiers CacheKeyBaseURL CacheLastModifiedFactor CacheLock CacheLockMaxAge CacheLockPath"),
        .. Rows(DirectiveKind.NotNeeded, NoCache, "CacheMaxExpire CacheMaxFileSize CacheMinExpire CacheMinFileSize CacheQuickHandler CacheReadSize CacheReadTime CacheRoot CacheSocache CacheSocacheMaxSize"),
        .. Rows(DirectiveKind.NotNeeded, NoCache, "CacheSocacheMaxTime CacheSocacheMinTime CacheSocacheReadSize CacheSocacheReadTime CacheStaleOnError CacheStoreExpired CacheStoreNoStore CacheStorePrivate MMapFile"),
        .. Rows(DirectiveKind.Protects, "the rules would see the addresses of the machines in front, and not of the clients", "RemoteIPHeader RemoteIPProxyProtocol"),
        .. Rows(DirectiveKind.NotNeeded, "no field of a request changes the client's address", "RemoteIPInternalProxy RemoteIPInternalProxyList RemoteIPProxiesHeader RemoteIPProxyProtocolExceptions RemoteIPTrustedProxy RemoteIPTrustedProxyList"),
        .. Rows(DirectiveKind.Cannot, NoVariables, "SetEnv UnsetEnv PassEnv SetEnvIf SetEnvIfNoCase SetEnvIfExpr BrowserMatch BrowserMatchNoCase"),
        .. Rows(DirectiveKind.Protects, "a method that it refuses would pass", "AllowMethods"),
        .. Rows(DirectiveKind.Cannot, AsTheyCome, "Header AddOutputFilterByType FilterChain FilterDeclare FilterProtocol FilterProvider FilterTrace SetInputFilter SetOutputFilter AddInputFilter AddOutputFilter RemoveInputFilter"),
        .. Rows(DirectiveKind.Cannot, AsTheyCome, "RemoveOutputFilter Substitute SubstituteInheritBefore SubstituteMaxLineLength InputSed OutputSed ExtFilterDefine ExtFilterOptions CharsetDefault CharsetOptions CharsetSourceEnc"),
        .. Rows(DirectiveKind.NotNeeded, AsTheyCome, "DeflateAlterEtag DeflateBufferSize DeflateCompressionLevel DeflateFilterNote DeflateInflateLimitRequestBody DeflateInflateRatioBurst DeflateInflateRatioLimit DeflateMemLevel"),
        .. Rows(DirectiveKind.NotNeeded, AsTheyCome, "DeflateWindowSize BrotliAlterETag BrotliCompressionMaxInputBlock BrotliCompressionQuality BrotliCompressionWindow BrotliFilterNote xml2EncAlias xml2EncDefault xml2StartParse"),
        .. Rows(DirectiveKind.Cannot, "URLs are passed on as they came", "RewriteBase RewriteMap RewriteOptions"),
        .. Rows(DirectiveKind.Protects, OtherUsers, "Anonymous AuthDBDUserPWQuery AuthDBDUserRealmQuery AuthDBMUserFile AuthDBMGroupFile AuthLDAPURL AuthDigestProvider AuthFormProvider AuthnzFcgiDefineProvider LuaAuthzProvider"),
        .. Rows(DirectiveKind.Protects, "its script may refuse requests", "LuaHookAccessChecker LuaHookAuthChecker LuaHookCheckUserID LuaHookFixups LuaHookMapToStorage LuaHookPreTranslateName LuaHookTranslateName LuaHookTypeChecker LuaQuickHandler"),
        .. Rows(DirectiveKind.Cannot, "scripts are not run", "LuaHookInsertFilter LuaHookLog LuaInherit LuaInputFilter LuaOutputFilter LuaCodeCache LuaPackageCPath LuaPackagePath LuaRoot LuaScope Lua_____ByteCodeHack"),
        .. Rows(DirectiveKind.Cannot, "it is of a log that Penstock does not keep", "ForensicLog LogMessage DumpIOInput DumpIOOutput CookieTracking"),
        .. Same("AuthBasicAuthoritative", OtherUsers, "on"),
        .. Same("AuthBasicFake", OtherUsers, "off"),
        .. Same("AuthBasicUseDigestAlgorithm", "passwords are compared with hashes of htpasswd", "off"),
        .. Same("AuthzSendForbiddenOnFailure", "a user who may not is asked again", "off"),
        .. DirectivesOfModules.Unneeded.SelectMany(group => Rows(DirectiveKind.NotNeeded, group.Reason, group.Names)),
        .. Rows(DirectiveKind.Protects, "clients would not have to show a certificate", "SSLVerifyClient SSLRequire SSLRequireSSL SSLUserName"),
        .. Rows(DirectiveKind.NotNeeded, NoTls, DirectivesOfModules.Tls),
    ];

    private static IEnumerable<DirectiveRow> Sites() =>
    [
        .. Rows(DirectiveKind.Site, FilesAlone, "Options AllowOverride AllowOverrideList SetHandler AddHandler AddType Action Script Redirect RedirectMatch RedirectPermanent RedirectTemp"),
        .. Rows(DirectiveKind.Cannot, "only DocumentRoot is served", "Alias AliasMatch ScriptAlias ScriptAliasMatch VirtualDocumentRoot VirtualDocumentRootIP VirtualScriptAlias VirtualScriptAliasIP UserDir"),
        .. Rows(DirectiveKind.Cannot, FilesAlone, "FallbackResource DAV DirectoryIndexRedirect DirectorySlash DirectoryCheckHandler MetaDir MetaFiles MetaSuffix XBitHack ForceType"),
        .. Rows(DirectiveKind.NotNeeded, FilesAlone, DirectivesOfModules.OfSites),
    ];

    private static IEnumerable<DirectiveRow> Rows(DirectiveKind kind, string text, string names) => names.Split(' ').Select(name => new DirectiveRow(name, kind, text, []));

    private static IEnumerable<DirectiveRow> Same(string name, string otherwise, params string[] values) => [new DirectiveRow(name, DirectiveKind.Same, otherwise, values)];
}
