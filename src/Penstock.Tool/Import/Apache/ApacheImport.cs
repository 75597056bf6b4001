using System.Net;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;
using Penstock.Tool.Import.Apache.Translation;

namespace Penstock.Tool.Import.Apache;

/// <summary>Translates httpd.conf, as far as it makes a forward proxy, to a configuration of Penstock's.</summary>
internal static class ApacheImport
{
    /// <summary>Reads a file of this machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="defines">As for <c>apache2 -D</c>: <c>NAME</c>, or <c>NAME=VALUE</c>.</param>
    /// <param name="relativeTo">What to put before relative paths, if the translation will not lie beside the file; null if it will.</param>
    public static ImportResult Load(string path, IEnumerable<string> defines, string? relativeTo = null) =>
        Load(path, defines, new DiskFiles(), Environment.GetEnvironmentVariable, relativeTo);

    /// <summary>Reads a file of this machine to run by it now, with the addresses that its names have now.</summary>
    public static ImportResult LoadToRun(string path, IEnumerable<string> defines) => Load(path, defines, new DiskFiles(), Environment.GetEnvironmentVariable, lookUp: NameLookUps.Find);

    /// <summary>Reads a file, wherever it is.</summary>
    /// <inheritdoc cref="Load(string, IEnumerable{string}, string?)"/>
    /// <param name="files">Where it is.</param>
    /// <param name="environment">The variables of the environment.</param>
    /// <param name="lookUp">The addresses of names that are to be blocked by them too; null to leave them out of a file that is kept for longer than they count.</param>
    public static ImportResult Load(string path, IEnumerable<string> defines, ConfigFiles files, Func<string, string?> environment, string? relativeTo = null, Func<IReadOnlyList<string>, IReadOnlyList<IPAddress[]>>? lookUp = null)
    {
        var notes = new ImportNotes();
        var reader = new DirectiveReader(files, new Variables(defines, environment), notes);
        List<Directive> directives = reader.Read(path);
        if (reader.IsFull)
        {
            return new ImportResult(null, "", _ => new ConfigPlace(path, 1), notes.InOrder);
        }

        var main = new Server(null, null, [.. directives.Where(directive => !IsHost(directive))]);
        Server[] hosts = [.. directives.Where(IsHost).Select(section => new Server(section, main, section.Children))];
        var translation = new TranslationContext(notes, files, Path.GetDirectoryName(path) ?? "", reader.ServerRoot, relativeTo, main, hosts) { LookUp = lookUp };
        ImportedMap? config = Translate(translation, path, notes);
        config = notes.HasErrors ? null : config;
        IReadOnlyList<ConfigPlace?> places = [];
        string yaml = "";
        if (config is not null)
        {
            (yaml, places) = YamlWriter.Write($"translated from {Path.GetFileName(path)} by penstock import apache", config);
        }

        return new ImportResult(config, yaml, line => line >= 1 && line <= places.Count && places[line - 1] is { } place ? place : new ConfigPlace(path, 1), notes.InOrder);
    }

    private static bool IsHost(Directive directive) => directive.IsSection && directive.Is("VirtualHost");

    private static ImportedMap? Translate(TranslationContext translation, string path, ImportNotes notes)
    {
        translation.Endpoints = new EndpointFinder(translation.Main, translation.Hosts, translation.Say).Find();
        List<Server> proxies = [.. translation.Hosts.Prepend(translation.Main).Where(server => server.IsProxy)];
        if (!translation.Endpoints.Any(endpoint => endpoint.IsProxy))
        {
            if (!notes.HasErrors)
            {
                string missing = proxies.Count > 0
                    ? "no client can reach the proxy: write Listen 8088, or <VirtualHost *:8088> around it"
                    : "this makes no forward proxy: no server has ProxyRequests On";
                notes.Add(int.MaxValue, new ImportNote(new ConfigPlace(path, 1), "", ImportOutcome.Error, missing));
            }

            // What else is wrong is told of as well, as if they could be reached.
            translation.Endpoints = [.. proxies.Select((server, i) => new Endpoint(new ListenAddress(null, i + 1), server.Find("ProxyRequests")!, server, []))];
        }

        if (proxies.Count == 0)
        {
            return null;
        }

        var remaining = new RemainingDirectives(translation);
        var policy = new PolicyTranslation(translation, new ServerPolicyReader(translation, remaining));
        var config = new ImportedMap();
        policy.AddTo(config);
        new UserTranslation(translation).AddTo(config, policy.Policies);
        config.AddWord("replies", "apache");
        new TimeoutTranslation(translation).AddTo(config);
        var connect = new ConnectTranslation(translation);
        connect.AddTo(config);
        connect.AddViaTo(config);
        new LimitTranslation(translation).AddTo(config);
        new LogTranslation(translation).AddTo(config);
        new SiteTranslation(translation, remaining).AddTo(config);
        SayTheRest(translation, remaining, policy.Openness);
        return config;
    }

    private static void SayTheRest(TranslationContext translation, RemainingDirectives remaining, string openness)
    {
        foreach (Server server in translation.Proxies)
        {
            foreach (Directive requests in server.Each("ProxyRequests").Where(requests => !translation.IsTold(requests)))
            {
                bool counts = translation.Proxies.Any(one => one.Find("ProxyRequests") == requests);
                translation.Say(requests, counts ? ImportOutcome.Translated : ImportOutcome.NotNeeded, counts ? $"what Penstock is for{(requests == translation.Setting("ProxyRequests") && !translation.HasErrors ? openness : "")}" : "another line says it again");
            }
        }

        foreach (Server host in translation.Hosts.Where(host => !translation.Proxies.Contains(host)))
        {
            remaining.SayOfContents(host.Section!, ImportOutcome.NotNeeded, "its VirtualHost takes no proxy requests");
        }

        foreach (Server server in translation.Involved)
        {
            remaining.Say(server);
        }

        // What is left stands in a section that something is wrong with.
        foreach (Directive section in translation.Involved.SelectMany(server => server.Own).Where(directive => directive.IsSection))
        {
            remaining.SayOfDirectives(section, translation.HasErrors ? ImportOutcome.Cannot : ImportOutcome.Error, $"it is in {section.Text}, which could not be understood");
        }
    }
}
