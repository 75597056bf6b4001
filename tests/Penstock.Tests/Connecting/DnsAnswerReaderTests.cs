using System.Diagnostics;
using System.Net;
using CsCheck;
using Penstock.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>The reader by itself: what it takes for an answer, and what the rest costs.</summary>
public sealed class DnsAnswerReaderTests
{
    private const ushort Id = 0x1234;
    private static readonly DnsQuestion s_question = DnsQuestion.For("name.test", DnsType.A)!;
    private static readonly byte[] s_answer = Make(Answer(Alias("name.test", 60, "other.test"), Address("other.test", 60, "192.0.2.1")));

    [Fact]
    public void AnAnswer_IsRead() => Assert.Equal([IPAddress.Parse("192.0.2.1")], Read(s_answer).Answer!.Addresses);

    [Theory]
    [InlineData(0, 0x01)] // id
    [InlineData(1, 0x01)]
    [InlineData(2, 0x80)] // a query
    [InlineData(2, 0x08)] // another operation
    [InlineData(2, 0x40)]
    [InlineData(5, 0x01)] // no question, and no error that would excuse it
    [InlineData(5, 0x02)] // several
    [InlineData(13, 0x01)] // another name
    [InlineData(24, 0x01)] // another type
    [InlineData(26, 0x02)] // another class
    internal void WhatAnswersAnotherQuestion_IsNotOurs(int at, byte flip)
    {
        byte[] message = [.. s_answer];
        message[at] ^= flip;

        Assert.Equal(new DnsReply(DnsReplyKind.NotOurs), Read(message));
    }

    [Fact]
    public void AnError_MayLeaveTheQuestionOut_ButNotAskAnother()
    {
        byte[] bare = [0x12, 0x34, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal("FORMERR", Read(bare).Answer!.ResponseCode);

        bare[3] = 0x83;
        Assert.Equal(DnsReplyKind.NotOurs, Read(bare).Kind);

        byte[] other = Make(Code(DnsCode.Refused));
        Assert.Equal("REFUSED", Read(other).Answer!.ResponseCode);
        other[13] ^= 1;
        Assert.Equal(DnsReplyKind.NotOurs, Read(other).Kind);
    }

    [Fact]
    public void ATruncatedAnswer_IsNotReadAnyFurther()
    {
        byte[] message = [.. s_answer[..s_question.End]];
        message[2] |= 0x02;

        Assert.Equal(new DnsReply(DnsReplyKind.Truncated), Read(message));
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void AChainInAnyOrder_IsFollowedToItsEnd_IfThatIsNotTooFar(int aliases, bool isFollowed)
    {
        byte[][] chain =
        [
            Alias("name.test", 60, "n1.test"), .. Enumerable.Range(1, aliases - 1).Select(i => Alias($"n{i}.test", 60, $"n{i + 1}.test")), Address($"n{aliases}.test", 60, "192.0.2.1"),
        ];
        foreach (byte[][] records in (byte[][][])[chain, [.. chain.Reverse()]])
        {
            FamilyAnswer answer = Read(Make(Answer(records))).Answer!;
            Assert.Equal(isFollowed ? LookUpStatus.Found : LookUpStatus.Failed, answer.Status);
        }
    }

    [Fact]
    public void RecordsOfAnotherClass_AreIgnored()
    {
        byte[] chaos = Address("name.test", 60, "192.0.2.66");
        chaos["name.test".Length + 5] = 3;

        Assert.Equal(LookUpStatus.NameUnknown, Read(Make(Answer(chaos))).Answer!.Status);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    public void AnAddressOfTheWrongLength_Fails(int length) =>
        Assert.Equal(LookUpStatus.Failed, Read(Make(Answer(Record("name.test", DnsType.A, 60, new byte[length])))).Answer!.Status);

    [Fact]
    public void EveryPrefixOfAnAnswer_IsNoAnswer()
    {
        for (int length = 0; length < s_answer.Length; length++)
        {
            DnsReply reply = Read(s_answer[..length]);
            Assert.Equal(length < s_question.End ? DnsReplyKind.NotOurs : DnsReplyKind.Answered, reply.Kind);
            Assert.True(reply.Answer is null or { Status: LookUpStatus.Failed });
        }
    }

    [Fact]
    public void AnyBytesBehindTheQuestion_AreReadWithoutAnException()
    {
        // Bytes that often look like names, types and lengths, so that many of them get far.
        Gen<byte> likely = Gen.Frequency((3, Gen.Const((byte)0)), (2, Gen.Byte[0, 6]), (2, Gen.Const((byte)0xC0)), (2, Gen.Byte[10, 40]), (1, Gen.Byte));
        Gen.Select(likely.Array[0, 120], Gen.Byte[0, 4], Gen.Byte[0, 4], Gen.Byte[0, 5]).Sample((rest, answers, authorities, code) =>
        {
            byte[] message = [.. s_answer[..s_question.End], .. rest];
            (message[3], message[7], message[9]) = ((byte)(0x80 | code), answers, authorities);
            FamilyAnswer answer = Read(message).Answer!;

            Assert.Equal(answer.Status == LookUpStatus.Found, answer.Addresses.Count > 0);
            Assert.InRange(answer.Addresses.Count, 0, DnsAnswerReader.MaxAddresses);
            Assert.InRange(answer.TimeToLive, TimeSpan.Zero, FamilyAnswer.MaxTimeToLive);
        }, iter: 30_000);
    }

    [Fact]
    public void AnAnswerWithBytesChanged_IsReadWithoutAnException() =>
        Gen.Select(Gen.Int[0, s_answer.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            byte[] message = [.. s_answer];
            foreach ((int at, byte value) in changes)
            {
                message[at] = value;
            }

            _ = Read(message);
        }, iter: 30_000);

    [Fact]
    public void NamesThatLeadInCircles_OrThroughThousandsOfLabels_CostNoMoreThanTheResult()
    {
        byte[] message = Make(LongNames);
        Assert.InRange(message.Length, 32_000, 32_768);

        AssertCheap(message, LookUpStatus.Failed);
    }

    [Fact]
    public void ManyAddresses_CostNoMoreThanThoseThatAreKept()
    {
        byte[] record = [0xC0, 12, .. Address("", 60, "192.0.2.1")[1..]];
        byte[] message = [.. s_answer[..s_question.End], .. Enumerable.Repeat(record, 4_000).SelectMany(r => r)];
        (message[6], message[7]) = (4_000 >> 8, 4_000 & 0xFF);

        AssertCheap(message, LookUpStatus.Found);
    }

    [Fact]
    public void AChainBackwardsAmongNamesAlmostLikeIt_CostsMilliseconds()
    {
        // The dearest answer that was thought of: 16 walks past records whose names, 255 bytes each, differ from the one wanted in the last letter.
        string tail = string.Join('.', Enumerable.Repeat("a", 123)) + ".test";
        byte[][] aliases = [Alias("name.test", 60, "0." + tail), .. Enumerable.Range(0, 15).Select(i => Alias($"{(char)('0' + i)}.{tail}", 60, $"{(char)('1' + i)}.{tail}"))];
        byte[][] noise = [.. Enumerable.Repeat(Address("z." + tail, 60, "192.0.2.1"), DnsRecords.Most - aliases.Length)];
        byte[] message = Make(Answer([.. noise, .. aliases.Reverse()]));

        AssertCheap(message, LookUpStatus.NameUnknown);
    }

    private static void AssertCheap(byte[] message, LookUpStatus status)
    {
        // An address is some 60 bytes.
        Assert.InRange(Allocated.By(() => Read(message)), 0, 8_192);

        long start = Stopwatch.GetTimestamp();
        FamilyAnswer answer = Read(message).Answer!;

        // A second is a hundred times what it takes, so that a machine may be busy.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(status, answer.Status);
    }

    private static DnsReply Read(byte[] message) => DnsAnswerReader.Read(message, s_question, Id);

    private static byte[] Make(TestDnsReply reply)
    {
        byte[] query = new byte[s_question.End];
        s_question.WriteQuery(query, Id, withExtensions: false);
        return reply(ReadQuestion(query, overTcp: false, new IPEndPoint(IPAddress.None, 0), _ => Task.CompletedTask)).Result!;
    }
}
