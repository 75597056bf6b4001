using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Penstock.Recognition;

namespace Penstock.MicroBench;

/// <summary>What it costs a tunnel to be recognised: the hellos of Chromium and of OpenSSL 3.5, as they were captured for the tests.</summary>
[MemoryDiagnoser]
public class RecognitionBenchmark
{
    private static readonly byte[] s_records = [.. Enumerable.Repeat((byte[])[23, 3, 3, 0x40, 0x11, .. new byte[0x4011]], 4).SelectMany(record => record)];

    private byte[] _clientHello = [];
    private byte[] _serverHello = [];
    private byte[] _clientHelloStart = [];
    private byte[] _clientHelloRest = [];

    /// <summary>Reads the capture.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _clientHello = ReadFirst("up ");
        _serverHello = ReadFirst("down ");
        _clientHelloStart = _clientHello[..1400];
        _clientHelloRest = _clientHello[1400..];
    }

    /// <summary>A ClientHello in one read.</summary>
    [Benchmark]
    public object? ClientHello() => Up(_clientHello).ClientHello;

    /// <summary>A ClientHello in two reads, as Ethernet cuts it.</summary>
    [Benchmark]
    public object? ClientHelloInTwo()
    {
        TunnelRecognizer recognizer = Up(_clientHelloStart);
        recognizer.Up(_clientHelloRest);
        return recognizer.ClientHello;
    }

    /// <summary>Both hellos, each in one read.</summary>
    [Benchmark]
    public object? BothHellos()
    {
        TunnelRecognizer recognizer = Up(_clientHello);
        recognizer.Down(_serverHello);
        return recognizer.ServerHello;
    }

    /// <summary>A ClientHello, and what a log asks of it: the name and the fingerprint.</summary>
    [Benchmark]
    public int ClientHelloWithNameAndJa4()
    {
        ClientHello hello = Up(_clientHello).ClientHello!;
        return hello.Ja4.Length + hello.ServerName!.Length;
    }

    /// <summary>Bytes that are nothing known.</summary>
    [Benchmark]
    public bool Unknown() => Up([1, 2, 3, 4]).WantsUp;

    /// <summary>A buffer of 64 KiB of records, counted.</summary>
    [Benchmark]
    public long RecordsOf64KiB()
    {
        var count = default(TlsRecordCount);
        count.Add(s_records);
        return count.Records;
    }

    private static TunnelRecognizer Up(ReadOnlySpan<byte> bytes)
    {
        var recognizer = new TunnelRecognizer();
        recognizer.Up(bytes);
        return recognizer;
    }

    /// <summary>The first flight of a side: a line that begins so, and those that go on with it.</summary>
    private static byte[] ReadFirst(string side, [CallerFilePath] string path = "")
    {
        string[] lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(path)!, "../../tests/Penstock.Tests/Recognition/Captures/chromium.txt"));
        string[] fromSide = [.. lines.SkipWhile(line => !line.StartsWith(side, StringComparison.Ordinal))];
        return Convert.FromHexString(string.Concat(fromSide.Skip(1).TakeWhile(line => line[0] == ' ').Select(line => line.Trim()).Prepend(fromSide[0][side.Length..])));
    }
}
