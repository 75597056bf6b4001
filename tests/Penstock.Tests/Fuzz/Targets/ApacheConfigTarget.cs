using System.Text;
using Penstock.Tests.Import;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>Texts as httpd.conf and the files that it includes: it is refused with a reason, or what it becomes is a configuration that is right but for files that are not here.</summary>
internal sealed class ApacheConfigTarget : FuzzTarget
{
    private const string FileMark = "==== file ";

    public override string Name => "apache-config";

    public override int MostBytes => 4096;

    public override int QuickRuns => 500;

    public override IReadOnlyList<string> Tokens { get; } =
    [
        "\n", "\\\n", "\"", "'", "<", ">", "</", "\n" + FileMark + "conf.d/a.conf\n", "\n" + FileMark + "b.conf\n", "# ", "${", "${X}", "%{REMOTE_ADDR}", "*", "?", "[a-c]", "!", "\0", "\t",
        "Include conf.d/*.conf\n", "IncludeOptional */*\n", "Include httpd.conf\n", "Include b.conf\n", "Define X ", "UnDefine X\n", "<IfDefine X>\n", "</IfDefine>\n", "<IfModule mod_proxy.c>\n", "</IfModule>\n", "<IfVersion >= 2.4>\n", "</IfVersion>\n",
        "ServerRoot /etc/apache2\n", "Listen 8080\n", "Listen [::]:8080\n", "ProxyRequests On\n", "ProxyRequests Off\n", "<VirtualHost *:8080>\n", "</VirtualHost>\n", "<Proxy *>\n", "<Proxy \"http://a/*\">\n", "</Proxy>\n", "<ProxyMatch ^http://>\n", "</ProxyMatch>\n", "<Location />\n", "</Location>\n", "<Directory />\n", "</Directory>\n", "<Limit GET>\n", "</Limit>\n", "<LimitExcept CONNECT>\n", "</LimitExcept>\n",
        "Require all granted\n", "Require all denied\n", "Require ip 10.0.0.0/8\n", "Require not ip 10.1.0.0/16\n", "Require host example.org\n", "Require valid-user\n", "Require user a b\n", "Require group g\n", "Require method GET\n", "Require expr true\n", "<RequireAll>\n", "</RequireAll>\n", "<RequireAny>\n", "</RequireAny>\n", "<RequireNone>\n", "</RequireNone>\n", "Order deny,allow\n", "Allow from all\n", "Deny from all\n", "Satisfy any\n", "AuthMerging And\n",
        "AllowCONNECT 443 8000-9000\n", "ProxyBlock example.com *.test\n", "ProxyVia Full\n", "ProxyTimeout 30\n", "Timeout 60\n", "KeepAliveTimeout 5\n", "RequestReadTimeout header=20-40,MinRate=500\n", "LimitRequestLine 8190\n", "LimitRequestFields 100\n", "LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b\" common\n", "CustomLog logs/access.log common\n", "ErrorLog logs/error.log\n", "AuthType Basic\n", "AuthName \"a\"\n", "AuthUserFile users\n", "AuthGroupFile groups\n", "DocumentRoot /var/www\n", "DirectoryIndex index.html\n", "ServerName a.example\n", "ServerAlias b.example *.c\n", "ProxyPass / http://a/\n", "ProxyRemote * http://b:8080\n", "NoProxy .local\n", "LoadModule proxy_module modules/mod_proxy.so\n",
    ];

    public override IEnumerable<byte[]> Seeds => GoldenCase.All("apache").Select(golden => Encoding.UTF8.GetBytes(golden.Input)).Where(bytes => bytes.Length <= MostBytes);

    public override void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        ImportResult result = Import(text);
        FuzzFinding.UnlessSame(Show(result), Show(Import(text)), "the same text becomes something else");
        FuzzFinding.Unless(result.Config is null == result.Errors.Any(), $"there is a configuration in spite of errors, or neither:\n{Show(result)}");
        FuzzFinding.Unless(result.Notes.All(note => note.Place is { File.Length: > 0, Line: >= 1 }), $"a note has no place:\n{Show(result)}");
        if (result.Config is null)
        {
            return;
        }

        ConfigFile file = ConfigReader.Read(result.Yaml, "penstock.yaml", "/nowhere", _ => null, result.PlaceOfLine);
        FuzzFinding.Unless(
            file.Problems.All(problem => problem.IsWarning || problem.Text.Contains("there is no ", StringComparison.Ordinal)),
            $"what it becomes is wrong:\n{result.Yaml}\n{string.Join('\n', file.Problems)}");
    }

    private static ImportResult Import(string text)
    {
        var files = new MemoryFiles();
        string name = "httpd.conf";
        var lines = new StringBuilder();
        List<string> defines = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(FileMark, StringComparison.Ordinal))
            {
                files.Add(name, lines.ToString());
                lines.Clear();
                name = line[FileMark.Length..];
            }
            else if (line.StartsWith("==== define ", StringComparison.Ordinal))
            {
                defines.Add(line["==== define ".Length..]);
            }
            else
            {
                lines.Append(line).Append('\n');
            }
        }

        files.Add(name, lines.ToString());
        return ApacheImport.Load("httpd.conf", defines, files, variable => variable == "HOME" ? "/root" : null);
    }

    private static string Show(ImportResult result) => $"{result.Yaml}----\n{string.Join('\n', result.Notes)}";
}
