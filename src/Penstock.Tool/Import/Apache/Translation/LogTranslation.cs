using System.Text;
using Penstock.Http;
using Penstock.Tool.Import.Apache.Reading;
using Penstock.Tool.Import.Apache.Servers;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>The logs.</summary>
internal sealed class LogTranslation(TranslationContext translation)
{
    private const string Common = "%h %l %u %t \"%r\" %>s %b";
    private const string Combined = Common + " \"%{Referer}i\" \"%{User-Agent}i\"";

    public void AddTo(ImportedMap config)
    {
        var logs = new ImportedMap();
        AddAccessLogs(logs);
        AddErrorLog(logs);
        if (logs.Entries.Count > 0)
        {
            config.Add("logs", logs);
        }
    }

    private void AddAccessLogs(ImportedMap logs)
    {
        // A VirtualHost with a log of its own does not write those of the main server; GlobalLog is written by all.
        IEnumerable<Directive> own = AccessLogs(translation.Proxies[0].Own).ToList();
        List<Directive> written = [.. own.Any() ? own : AccessLogs(translation.Main.Own), .. translation.Main.Own.Where(directive => directive.Is("GlobalLog"))];
        List<(Directive Directive, ImportedMap Map)> maps = [];
        foreach (Directive log in written.Distinct().Where(translation.IsUsable))
        {
            if (Map(log) is { } map)
            {
                maps.Add((log, map));
            }
        }

        if (maps.Count == 1)
        {
            logs.Add("access", maps[0].Map, maps[0].Directive.Origin);
        }
        else if (maps.Count > 1)
        {
            logs.Add("access", new ImportedList([.. maps.Select(log => Block(log.Map, log.Directive))]));
        }

        foreach (Directive format in translation.Involved.SelectMany(server => server.Own).Where(directive => directive.Is("LogFormat")))
        {
            bool isUsed = format.Words.Count != 2 || written.Exists(log => log.Words.Count > 1 && log.Words[1] == format.Words[1]);
            translation.Say(format, isUsed ? ImportOutcome.Translated : ImportOutcome.NotNeeded, isUsed ? "logs.access.format" : "no log that is written here has this format");
        }
    }

    private static IEnumerable<Directive> AccessLogs(IEnumerable<Directive> directives) => directives.Where(directive => !directive.IsSection && directive.IsAny("CustomLog", "TransferLog"));

    // A map of a list stands on lines of its own, to have its comment.
    private static ImportedMap Block(ImportedMap map, Directive log)
    {
        var block = new ImportedMap();
        foreach (ImportedEntry entry in map.Entries)
        {
            block.Add(entry.Key, entry.Value, entry.Key == "path" ? log.Origin : null);
        }

        return block;
    }

    private ImportedMap? Map(Directive log)
    {
        if (log.Words.Count == 0 || log.Value.Length == 0)
        {
            translation.Problem(log, "a path is missing");
            return null;
        }

        if (log.Value.StartsWith('|'))
        {
            translation.Say(log, ImportOutcome.Cannot, $"no program is started for a log{(log.Value.Contains("rotatelogs", StringComparison.Ordinal) ? " (name the file, and say rotate: 100MiB)" : " (name a file)")}");
            return null;
        }

        if (!log.Is("TransferLog") && log.Words.Count < 2)
        {
            translation.Problem(log, "a format is missing (try common)");
            return null;
        }

        string? format = Format(log);
        if (format is null)
        {
            return null;
        }

        var map = new ImportedMap(isShort: true);
        map.AddText("path", translation.PathOf(log.Value));
        map.Add("format", new ImportedScalar(format, isWord: format is "common" or "combined"));
        string lost = log.Words.Count > 2 ? $"; without {log.Words[2]}, so that every request is logged" : "";
        translation.Say(log, ImportOutcome.Translated, $"logs.access{lost}");
        return map;
    }

    // A name that LogFormat has defined, common and combined even if it has not, or the format itself.
    private string? Format(Directive log)
    {
        List<Directive> formats = [.. translation.Proxies[0].Each("LogFormat").Where(format => format.Order < log.Order || format.Words.Count == 2)];
        string name = log.Is("TransferLog") ? "" : log.Words[1];
        Directive? defined = name.Length == 0 ? formats.FindLast(format => format.Words.Count == 1) : formats.FindLast(format => format.Words.Count == 2 && format.Words[1] == name);
        string format = defined is not null ? defined.Value : name switch { "" or "common" => Common, "combined" => Combined, _ => name };
        if (format is Common or Combined)
        {
            return format == Common ? "common" : "combined";
        }

        if (!format.Contains('%', StringComparison.Ordinal))
        {
            translation.Say(log, ImportOutcome.Cannot, $"there is no LogFormat \"{name}\"");
            return null;
        }

        if (!Observability.AccessLogFormat.TryParse(format, out _, out string? problem))
        {
            translation.Say(log, ImportOutcome.Cannot, problem);
            return null;
        }

        return WithServerName(format);
    }

    // To Penstock %v is the first name of the site: where that is not the name of the server, it is written out.
    private string WithServerName(string format)
    {
        Server server = translation.Proxies[0];
        bool isOfSite = translation.Setting("DocumentRoot") is not null && server.Own.Any(directive => directive.Is("ServerName"));
        if (isOfSite || server.Find("ServerName") is not { Undefined.Count: 0 } directive)
        {
            return format;
        }

        string name = Server.HostOf(directive.Value);
        if (!HostName.IsName(name))
        {
            return format;
        }

        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            // Of two, so that the sign after a sign is not taken for a beginning.
            string code = format[i] == '%' && i + 1 < format.Length ? format.Substring(i++, 2) : format.Substring(i, 1);
            text.Append(code == "%v" ? name : code);
        }

        if (text.ToString() != format)
        {
            translation.Say(directive, ImportOutcome.Translated, "%v in the format of the access log");
        }

        return text.ToString();
    }

    private void AddErrorLog(ImportedMap logs)
    {
        bool isDebug = Level() == "debug";
        string? path = null;
        Directive? log = translation.Setting("ErrorLog");
        if (log is not null && (log.Words.Count != 1 || log.Value.Length == 0))
        {
            translation.Problem(log, "it takes a path");
        }
        else if (log is not null && (log.Value.StartsWith('|') || log.Value.Equals("syslog", StringComparison.OrdinalIgnoreCase) || log.Value.StartsWith("syslog:", StringComparison.OrdinalIgnoreCase)))
        {
            translation.Say(log, ImportOutcome.Cannot, "it goes to a file or to standard error, from where systemd takes it to the journal");
        }
        else if (log is not null)
        {
            path = translation.PathOf(log.Value);
            translation.Say(log, ImportOutcome.Translated, "logs.error");
        }

        if (path is not null && !isDebug)
        {
            logs.AddText("error", path, log!.Origin);
        }
        else if (path is not null || isDebug)
        {
            var map = new ImportedMap(isShort: true);
            if (path is not null)
            {
                map.AddText("path", path);
            }

            map.AddWord("level", "debug");
            logs.Add("error", map, (log ?? translation.Setting("LogLevel"))?.Origin);
        }
    }

    // LogLevel warn proxy:trace2: the level without a module is what counts here.
    private string Level()
    {
        if (translation.Setting("LogLevel") is not { } directive)
        {
            return "";
        }

        string level = directive.Words.LastOrDefault(word => !word.Contains(':', StringComparison.Ordinal)) ?? "warn";
        bool isDebug = level.StartsWith("debug", StringComparison.OrdinalIgnoreCase) || level.StartsWith("trace", StringComparison.OrdinalIgnoreCase);
        translation.Say(directive, isDebug ? ImportOutcome.Translated : ImportOutcome.SameByDefault, isDebug ? "logs.error.level" : "info and worse are logged");
        return isDebug ? "debug" : "";
    }
}
