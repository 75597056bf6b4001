using System.Net;
using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.Tests.Connecting;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>Bytes of a name server, as the answer to a question for each family: it is no answer, or one whose addresses stand in it, of that family, as few as are wanted, and for a time that is bounded.</summary>
internal sealed class DnsAnswerTarget : FuzzTarget
{
    private const ushort Id = 0x1234;

    private static readonly DnsQuestion[] s_questions = [DnsQuestion.For("name.test", DnsType.A)!, DnsQuestion.For("name.test", DnsType.Aaaa)!];

    public override string Name => "dns-answer";

    public override IReadOnlyList<string> Tokens { get; } =
    [
        "\u00c0\u000c", "\u00c0\u000d", "\u00c0\u0011", "\u00c0\0", "\u00ff\u00ff", "\0", "\u003f", "\u0040", "\u0004name\u0004test\0", "\u0005other\u0004test\0", "\0\u0001\0\u0001", "\0\u0005\0\u0001", "\0\u001c\0\u0001", "\0\u0006\0\u0001", "\0\u0029",
        "\0\0\0\u003c\0\u0004\u00c0\0\u0002\u0001", "\u007f\u00ff\u00ff\u00ff", "\u0080\0\0\0", "\0\u0010", "\0\u0004", "\u0081\u0080", "\u0081\u0083", "\u0083\u0080", "\u0012\u0034",
        "\u00c0\u000c\0\u0001\0\u0001\0\0\0\u003c\0\u0004\u00c0\0\u0002\u0001", "\u00c0\u000c\0\u0005\0\u0001\0\0\0\u003c\0\u0002\u00c0\u000c",
    ];

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            byte[][] chain = [TestDnsReplies.Alias("name.test", 60, "n1.test"), .. Enumerable.Range(1, 15).Select(i => TestDnsReplies.Alias($"n{i}.test", 60, $"n{i + 1}.test")), TestDnsReplies.Address("n16.test", 60, "192.0.2.1")];
            TestDnsReply[] replies =
            [
                TestDnsReplies.Addresses(60, "192.0.2.1", "192.0.2.2"), TestDnsReplies.Addresses(60, "2001:db8::1"), TestDnsReplies.Answer(TestDnsReplies.Alias("name.test", 60, "other.test"), TestDnsReplies.Address("other.test", 60, "192.0.2.1")),
                TestDnsReplies.Answer(chain), TestDnsReplies.Answer([.. chain.Reverse()]), TestDnsReplies.NoData, TestDnsReplies.Code(DnsCode.NameError, TestDnsReplies.Soa("test", 60, 30)), TestDnsReplies.Code(DnsCode.Refused), TestDnsReplies.Garbage, TestDnsReplies.HugeCounts,
                TestDnsReplies.WrongQuestion("other.test", "192.0.2.1"), TestDnsReplies.TruncatedOverUdp(TestDnsReplies.NoData), TestDnsReplies.Answer(TestDnsReplies.Record("name.test", DnsType.A, 60, new byte[5])),
            ];
            return s_questions.SelectMany(question => replies.Select(reply => Make(question, reply))).Where(message => message.Length <= MostBytes);
        }
    }

    public override void Run(byte[] input)
    {
        foreach (DnsQuestion question in s_questions)
        {
            DnsReply reply = DnsAnswerReader.Read(input, question, Id);
            FuzzFinding.Unless(reply.Answer is not null == (reply.Kind == DnsReplyKind.Answered), $"{reply.Kind} with an answer, or without");
            if (reply.Answer is { } answer)
            {
                Check(input, question, answer);
            }
        }

        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        foreach (int start in Cuts.Prefixes(input))
        {
            int at = start;
            if (DnsName.TryRead(input, ref at, name, out int length))
            {
                FuzzFinding.Unless(length is >= 1 and <= DnsName.MaxLength && name[length - 1] == 0 && at > start && at <= input.Length, $"a name of {length} bytes, from {start} to {at}");
                int skipped = start;
                FuzzFinding.Unless(DnsName.TrySkip(input, ref skipped) && skipped == at, $"a name is read to {at} and skipped to {skipped}");
            }
        }
    }

    private static void Check(byte[] input, DnsQuestion question, FamilyAnswer answer)
    {
        FuzzFinding.UnlessSame(answer.Status == LookUpStatus.Found, answer.Addresses.Count > 0, "there are addresses, or none, in spite of the status");
        FuzzFinding.Unless(answer.Addresses.Count <= DnsAnswerReader.MaxAddresses, $"there are {answer.Addresses.Count} addresses");
        FuzzFinding.Unless(answer.TimeToLive >= TimeSpan.Zero && answer.TimeToLive <= FamilyAnswer.MaxTimeToLive, $"it lasts for {answer.TimeToLive}");
        FuzzFinding.Unless(answer.Status == LookUpStatus.Found || answer.TimeToLive <= FamilyAnswer.MaxNegativeTimeToLive, $"that there is nothing lasts for {answer.TimeToLive}");
        foreach (IPAddress address in answer.Addresses)
        {
            FuzzFinding.UnlessSame(question.Type == DnsType.A ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, address.AddressFamily, "an address is of the other family");
            FuzzFinding.Unless(input.AsSpan(question.End).IndexOf(address.GetAddressBytes()) >= 0, $"{address} does not stand in the answer");
        }
    }

    private static byte[] Make(DnsQuestion question, TestDnsReply reply)
    {
        byte[] query = new byte[question.End];
        question.WriteQuery(query, Id, withExtensions: false);
        return reply(TestDnsReplies.ReadQuestion(query, overTcp: false, new IPEndPoint(IPAddress.None, 0), _ => Task.CompletedTask)).GetAwaiter().GetResult()!;
    }
}
