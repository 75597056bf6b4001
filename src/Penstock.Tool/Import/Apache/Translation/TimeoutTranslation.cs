using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>The times: one Timeout of Apache's is several here.</summary>
internal sealed class TimeoutTranslation(TranslationContext translation)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100); // of penstock.yaml
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public void AddTo(ImportedMap config)
    {
        (TimeSpan general, Origin generalOrigin) = Read("Timeout", TimeSpan.FromSeconds(60), "Timeout 60", "timeouts");
        bool isForProxy = translation.Setting("ProxyTimeout") is not null;
        (TimeSpan proxy, Origin origin) = isForProxy ? Read("ProxyTimeout", general, "", "timeouts.connect, .response and .body") : (general, generalOrigin);
        (TimeSpan keepAlive, Origin keepAliveOrigin) = ReadKeepAlive();
        (TimeSpan head, Origin headOrigin) = ReadHead(general, generalOrigin);

        var times = new ImportedMap();
        Add(times, "connect", proxy, Hour, origin);
        Add(times, "response", proxy, Day, origin);
        Add(times, "body", proxy, Day, origin);
        Add(times, "idle", general > proxy ? general : proxy, TimeSpan.FromDays(7), new Origin((general > proxy ? generalOrigin : origin).Place, "an idle tunnel lives for the longer of Timeout and ProxyTimeout"));
        Add(times, "head", head, Hour, headOrigin);
        Add(times, "keep-alive", keepAlive, Day, keepAliveOrigin);
        config.Add("timeouts", times);

        if (translation.Setting("KeepAlive") is { } directive)
        {
            bool isOn = directive.Value.Equals("on", StringComparison.OrdinalIgnoreCase);
            translation.Say(directive, isOn ? ImportOutcome.SameByDefault : ImportOutcome.Cannot, isOn ? "" : "connections are kept for the next request");
        }
    }

    private static void Add(ImportedMap times, string key, TimeSpan time, TimeSpan most, Origin origin)
    {
        times.AddWord(key, TimeText.Write(time > most ? most : time < Least ? Least : time), origin);
    }

    private (TimeSpan, Origin) Read(string name, TimeSpan otherwise, string byDefault, string key)
    {
        if (translation.Setting(name) is not { } directive)
        {
            return (otherwise, new Origin(null, $"Apache's default: {byDefault}"));
        }

        if (directive.Words.Count != 1 || !TimeText.TryParse(directive.Value, out TimeSpan time))
        {
            translation.Problem(directive, "it takes a time of at least 1 ms (try 60, or 500ms)");
            return (otherwise, directive.Origin);
        }

        translation.Say(directive, ImportOutcome.Translated, key);
        return (time, directive.Origin);
    }

    // With 0 Apache closes each connection, as without KeepAlive.
    private (TimeSpan, Origin) ReadKeepAlive()
    {
        if (translation.Setting("KeepAliveTimeout") is { Words: [var value] } directive && TimeText.IsZero(value))
        {
            translation.Say(directive, ImportOutcome.Cannot, $"connections are kept for the next request, if only for {TimeText.Write(Least)}");
            return (TimeSpan.Zero, directive.Origin);
        }

        return Read("KeepAliveTimeout", TimeSpan.FromSeconds(5), "KeepAliveTimeout 5", "timeouts.keep-alive");
    }

    // header=20-40,MinRate=500 is 20 s, and up to 40 s as long as something comes.
    private (TimeSpan, Origin) ReadHead(TimeSpan otherwise, Origin origin)
    {
        if (translation.Setting("RequestReadTimeout") is not { } directive)
        {
            return (otherwise, origin);
        }

        string? header = directive.Words.FirstOrDefault(word => word.StartsWith("header=", StringComparison.OrdinalIgnoreCase));
        string most = header is null ? "" : header["header=".Length..].Split(',')[0].Split('-')[^1];
        if (!TimeText.TryParse(most, out TimeSpan time))
        {
            translation.Say(directive, ImportOutcome.Cannot, "only its time for the header can be said here");
            return (otherwise, origin);
        }

        translation.Say(directive, ImportOutcome.Translated, "timeouts.head; the body has timeouts.body, and no least rate");
        return (time, directive.Origin);
    }
}
