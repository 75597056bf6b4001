using System.Globalization;
using System.Text;

namespace Penstock.Bench.Peers;

/// <summary>Penstock as the one who measures has built it: with its access log, and the admin endpoint as it is by default.</summary>
internal static class PenstockPeers
{
    public const string Name = "penstock";

    public static Peer Plain(string program) => new(Name, "Penstock", program, "", place => Command(program, place, "--no-config"));

    /// <summary>With everything that is told of requests: a log in JSON, and somebody who reads the events and the metrics.</summary>
    public static Peer Seen(string program) => new($"{Name}-seen", "Penstock, JSON log, read", program, "", place =>
        [program, "run", "--listen", $"127.0.0.1:{place.Port}", "--admin", $"127.0.0.1:{place.SecondPort}", "--config", place.Write("penstock.yaml", "logs:\n  access: { path: access.log, format: json }\n")])
    {
        Watch = AdminReader.OpenAsync,
    };

    /// <summary>Another build, to compare with.</summary>
    public static Peer Before(string program) => Plain(program) with { Name = "before", Title = "the build before" };

    /// <summary>998 rules of names, one of a list of 1,000,000 names, one of a network; then that of this machine, which alone is met.</summary>
    public static Peer WithRules(string program) => new($"{Name}-rules", "Penstock, 1,000 rules", program, "", place =>
        Command(program, place, "--config", place.Write("penstock.yaml", RuleFiles.ThousandAndAList(place))));

    /// <summary>As many rules of names, of which only the last is met. A million do not fit into a configuration file, which has 4 MiB at the most, and are names on
    /// a list.</summary>
    public static Peer WithRules(string program, int count) => count > 10_000
        ? WithRules(program)
        : new($"{Name}-{count}", $"Penstock, {count} rules", program, "", place => Command(program, place, "--config", place.Write("penstock.yaml", RuleFiles.Of(count))));

    /// <summary>On so many loops.</summary>
    public static Peer WithLoops(string program, int loops) => new($"{Name}-loops-{loops}", $"Penstock, {loops} loops", program, "", place =>
        Command(program, place, "--no-config", "--loops", loops.ToString(CultureInfo.InvariantCulture)));

    private static string[] Command(string program, PeerPlace place, params string[] options) =>
    [
        program, "run", "--listen", $"127.0.0.1:{place.Port}", "--access-log", place.Path("access.log"), "--admin", $"127.0.0.1:{place.SecondPort}", .. options,
    ];

    private static class RuleFiles
    {
        public static string Of(int count)
        {
            var text = new StringBuilder("rules:\n");
            AppendNames(text, count - 1);
            return Ended(text);
        }

        public static string ThousandAndAList(PeerPlace place)
        {
            using (StreamWriter list = File.CreateText(place.Path("names.txt")))
            {
                for (int i = 0; i < 1_000_000; i++)
                {
                    list.Write(string.Create(CultureInfo.InvariantCulture, $"host{i:x}.site{i % 50_021:x}.example\n"));
                }
            }

            var text = new StringBuilder("lists:\n  names: { include: names.txt }\nrules:\n");
            AppendNames(text, 997);
            text.Append("  - deny: list:names\n  - deny: any\n    from: 192.0.2.0/24\n");
            return Ended(text);
        }

        private static void AppendNames(StringBuilder text, int count)
        {
            for (int i = 0; i < count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - deny: .rule{i}.example\n");
            }
        }

        private static string Ended(StringBuilder text) => text.Append("  - allow: 127.0.0.0/8\ndefault: deny\n").ToString();
    }
}
