using Penstock.Recognition;
using Penstock.Tests.Repository;

namespace Penstock.Tests.Recognition;

/// <summary>One connection as it was captured on loopback, the first 4 KiB of each side, and what another program, tshark, reads in it. A file of Captures/.</summary>
internal sealed class Capture
{
    private readonly Dictionary<string, string> _expected = [];

    private Capture(string name)
    {
        var hex = new List<(bool IsUp, string Text)>();
        foreach (string line in RepositoryFiles.Read($"{Folder}/{name}.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line)
            {
                case ['#', ..]:
                    break;
                case [' ', .. var more]:
                    hex[^1] = (hex[^1].IsUp, hex[^1].Text + more.Trim());
                    break;
                case ['u', 'p', ' ', .. var bytes]:
                    hex.Add((true, bytes));
                    break;
                case ['d', 'o', 'w', 'n', ' ', .. var bytes]:
                    hex.Add((false, bytes));
                    break;
                default:
                    string[] parts = line.Split(':', 2, StringSplitOptions.TrimEntries);
                    _expected[parts[0]] = parts[1];
                    break;
            }
        }

        Flights = [.. hex.Select(flight => new Flight(flight.IsUp, Convert.FromHexString(flight.Text)))];
    }

    private const string Folder = "tests/Penstock.Tests/Recognition/Captures";

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, Folder), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public Flight[] Flights { get; }

    public byte[] FirstHello => Flights[0].Bytes;

    public static Capture Read(string name) => new(name);

    public string Expected(string key) => _expected.GetValueOrDefault(key, "");

    public ushort[] ExpectedNumbers(string key) => [.. Expected(key).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => Convert.ToUInt16(text, 16))];

    /// <summary>A new recognizer that has seen all of it.</summary>
    public TunnelRecognizer Recognize() => Show(Flights);

    public static TunnelRecognizer Show(IEnumerable<Flight> flights)
    {
        var recognizer = new TunnelRecognizer();
        foreach (Flight flight in flights)
        {
            if (flight.IsUp)
            {
                recognizer.Up(flight.Bytes);
            }
            else
            {
                recognizer.Down(flight.Bytes);
            }
        }

        return recognizer;
    }

    /// <summary>What passed at once, one way.</summary>
    internal sealed record Flight(bool IsUp, byte[] Bytes);
}
