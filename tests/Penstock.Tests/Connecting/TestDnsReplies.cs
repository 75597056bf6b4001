using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Penstock.Connecting;

namespace Penstock.Tests.Connecting;

/// <summary>The bytes to answer a question with; null for silence.</summary>
internal delegate Task<byte[]?> TestDnsReply(DnsQuestionSeen question);

/// <summary>The replies a test can set, from proper to hostile.</summary>
internal static class TestDnsReplies
{
    private const int HeaderLength = 12;
    private const byte Truncation = 0x02;

    public static TestDnsReply Silence { get; } = _ => Task.FromResult<byte[]?>(null);

    /// <summary>Says nothing about the question: 300 bytes without meaning, behind the right id.</summary>
    public static TestDnsReply Garbage { get; } = q => Bytes([q.Message[0], q.Message[1], .. Enumerable.Range(0, 298).Select(i => (byte)(i * 73 + 41))]);

    public static TestDnsReply NoData { get; } = Code(DnsCode.NoError);

    public static TestDnsReply Code(DnsCode code, params byte[][] authority) =>
        q => Bytes(Message(q, flags: (byte)code, answers: [], authority));

    public static TestDnsReply Answer(params byte[][] records) => q => Bytes(Message(q, 0, records, []));

    public static TestDnsReply Addresses(int seconds, params string[] addresses) =>
        q => Bytes(Message(q, 0, [.. addresses.Select(a => Address(q.Name, seconds, a))], []));

    /// <summary>Truncated and empty over UDP; <paramref name="whole"/> over TCP.</summary>
    public static TestDnsReply TruncatedOverUdp(TestDnsReply whole) => q => q.OverTcp ? whole(q) : Bytes(With(Message(q, 0, [], []), 2, Truncation));

    public static TestDnsReply WrongId(TestDnsReply right) => async q => With((await right(q))!, 1, (byte)1);

    /// <summary>As if a server mixed up two askers: the id is right, the question another.</summary>
    public static TestDnsReply WrongQuestion(string name, params string[] addresses) => q =>
        Bytes(Message(q with { Name = name, Message = [q.Message[0], q.Message[1]] }, 0, [.. addresses.Select(a => Address(name, 60, a))], []));

    /// <summary>Claims 65,535 records in each section and has none.</summary>
    public static TestDnsReply HugeCounts { get; } = q =>
    {
        byte[] message = Message(q, 0, [], []);
        message.AsSpan(6, 6).Fill(0xFF);
        return Bytes(message);
    };

    /// <summary>Many of the wrong ones before the right one.</summary>
    public static TestDnsReply Behind(int count, TestDnsReply wrong, TestDnsReply right) => async q =>
    {
        for (int i = 0; i < count; i++)
        {
            await q.SendAsync((await wrong(q))!);
        }

        return await right(q);
    };

    /// <summary>As a server of before 1999: FORMERR for a question with an additional record.</summary>
    public static TestDnsReply WithoutExtensions(TestDnsReply right) => q => q.Message[11] == 0 ? right(q) : Code(DnsCode.FormatError)(q);

    /// <summary>A stream that ends in the midst of the message.</summary>
    public static TestDnsReply CutOff(TestDnsReply whole) => async q =>
    {
        byte[] message = (await whole(q))!;
        await q.SendAsync([(byte)(message.Length >> 8), (byte)message.Length, .. message[..^1]]);
        q.Close();
        return null;
    };

    /// <summary>32 KB that lead a reader through the same 8,000 labels 2,400 times, if it lets itself be led.</summary>
    public static TestDnsReply LongNames { get; } = q =>
    {
        byte[] labels = [.. Enumerable.Range(0, 16_000).Select(i => i % 2 == 0 ? (byte)1 : (byte)0xFF), 0];
        byte[] message = Message(q, 0, [Record("", (DnsType)65280, 60, labels)], []);
        int start = message.Length - labels.Length;
        byte[] pointer = [(byte)(0xC0 | (start >> 8)), (byte)start];
        byte[] alias = [.. pointer, .. Record("", DnsType.Cname, 60, pointer)[1..]];
        byte[][] aliases = [.. Enumerable.Repeat(alias, (32_768 - message.Length) / alias.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)(1 + aliases.Length));
        return Bytes([.. message, .. aliases.SelectMany(a => a)]);
    };

    /// <summary>Waits for <paramref name="gate"/> before it answers.</summary>
    public static TestDnsReply After(Task gate, TestDnsReply reply) => async q =>
    {
        await gate;
        return await reply(q);
    };

    public static byte[] Address(string owner, int seconds, string address)
    {
        IPAddress parsed = IPAddress.Parse(address);
        return Record(owner, parsed.AddressFamily == AddressFamily.InterNetworkV6 ? DnsType.Aaaa : DnsType.A, seconds, parsed.GetAddressBytes());
    }

    public static byte[] Alias(string owner, int seconds, string target) => Record(owner, DnsType.Cname, seconds, Name(target));

    public static byte[] Soa(string owner, int seconds, uint minimum)
    {
        byte[] numbers = new byte[20];
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(16), minimum);
        return Record(owner, DnsType.Soa, seconds, [.. Name("ns." + owner), .. Name("admin." + owner), .. numbers]);
    }

    public static byte[] Record(string owner, DnsType type, int seconds, byte[] data)
    {
        byte[] head = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)type);
        head[3] = 1; // IN
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), seconds);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)data.Length);
        return [.. Name(owner), .. head, .. data];
    }

    public static DnsQuestionSeen ReadQuestion(byte[] message, bool overTcp, EndPoint from, Func<byte[], Task> send)
    {
        List<string> labels = [];
        int at = HeaderLength;
        while (message[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
            at += message[at] + 1;
        }

        return new(string.Join('.', labels), (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 1)), overTcp, message) { From = from, SendAsync = send };
    }

    public static byte[] Message(DnsQuestionSeen question, byte flags, byte[][] answers, byte[][] authority) =>
    [
        question.Message[0], question.Message[1],
        0x81, (byte)(0x80 | flags), // a response, recursion desired and available
        0, 1, // questions
        (byte)(answers.Length >> 8), (byte)answers.Length,
        0, (byte)authority.Length,
        0, 0,
        .. Name(question.Name), 0, (byte)question.Type, 0, 1,
        .. answers.SelectMany(r => r),
        .. authority.SelectMany(r => r),
    ];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0];

    private static byte[] With(byte[] message, int at, byte flip)
    {
        message[at] ^= flip;
        return message;
    }

    private static Task<byte[]?> Bytes(byte[] message) => Task.FromResult<byte[]?>(message);
}
