using System.Buffers.Binary;
using System.Net;

namespace Penstock.Connecting;

/// <summary>What came of one message.</summary>
internal enum DnsReplyKind
{
    /// <summary>It answers another question, or none.</summary>
    NotOurs,

    /// <summary>The answer did not fit into a datagram.</summary>
    Truncated,

    /// <summary>It answers the question.</summary>
    Answered,
}

/// <param name="Kind">What it is.</param>
/// <param name="Answer">What it says if it is <see cref="DnsReplyKind.Answered"/>, and else null.</param>
internal readonly record struct DnsReply(DnsReplyKind Kind, FamilyAnswer? Answer = null);

/// <summary>From a server's message to what it says about one name. Arithmetic over bytes: nothing in them is trusted to be sensible, and nothing is an exception.
/// What does not belong to the chain from the name asked for to its addresses is not looked at.</summary>
internal static class DnsAnswerReader
{
    /// <summary>No service needs more addresses, and each one costs a policy check and perhaps an attempt to connect.</summary>
    internal const int MaxAddresses = 64;

    /// <summary>As many aliases as BIND and Unbound follow, and a bound for those that go in a circle.</summary>
    internal const int MaxAliases = 16;

    private const byte Response = 0x80;
    private const byte OperationMask = 0x78;
    private const byte Truncation = 0x02;
    private const byte CodeMask = 0x0F;

    public static DnsReply Read(ReadOnlySpan<byte> message, DnsQuestion question, ushort id)
    {
        if (message.Length < DnsQuestion.HeaderLength
            || BinaryPrimitives.ReadUInt16BigEndian(message) != id
            || (message[2] & (Response | OperationMask)) != Response)
        {
            return new(DnsReplyKind.NotOurs);
        }

        // A server that makes nothing of a query may leave the question out.
        var code = (DnsCode)(message[3] & CodeMask);
        bool isError = code is not (DnsCode.NoError or DnsCode.NameError);
        bool hasNoQuestion = BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0;
        if (!(isError && hasNoQuestion) && !question.IsRepeatedIn(message))
        {
            return new(DnsReplyKind.NotOurs);
        }

        if (isError)
        {
            return Answered(FamilyAnswer.Failed(DnsCodes.NameOf(code)));
        }

        if ((message[2] & Truncation) != 0)
        {
            return new(DnsReplyKind.Truncated);
        }

        return Answered(code == DnsCode.NameError
            ? FamilyAnswer.Unknown(NegativeTimeToLive(message, question), DnsCodes.NameOf(code))
            : FollowAliases(message, question));
    }

    private static DnsReply Answered(FamilyAnswer answer) => new(DnsReplyKind.Answered, answer);

    // Servers put a chain in its order, and then this is one walk. Nothing says that they must, so it is walked again as long as that leads on: MaxAliases times at most.
    private static FamilyAnswer FollowAliases(ReadOnlySpan<byte> message, DnsQuestion question)
    {
        Span<byte> wanted = stackalloc byte[DnsName.MaxLength];
        Span<byte> owner = stackalloc byte[DnsName.MaxLength];
        question.Name.CopyTo(wanted);
        int wantedLength = question.Name.Length;
        int seconds = (int)FamilyAnswer.MaxTimeToLive.TotalSeconds;
        int aliases = 0;
        bool ledOn;
        do
        {
            ledOn = false;
            List<IPAddress> addresses = [];
            DnsRecords records = Answers(message, question);
            while (addresses.Count < MaxAddresses && records.MoveNext())
            {
                if (records.Class != DnsQuestion.Internet || (records.Type != question.Type && records.Type != DnsType.Cname))
                {
                    continue;
                }

                int at = records.Owner;
                if (!DnsName.TryRead(message, ref at, owner, out int ownerLength))
                {
                    return FamilyAnswer.Failed();
                }

                if (!owner[..ownerLength].SequenceEqual(wanted[..wantedLength]))
                {
                    continue;
                }

                if (records.Type == question.Type)
                {
                    if (records.Data.Length != (question.Type == DnsType.Aaaa ? 16 : 4))
                    {
                        return FamilyAnswer.Failed();
                    }

                    seconds = Math.Min(seconds, records.Seconds);
                    addresses.Add(new IPAddress(records.Data));
                }
                else if (addresses.Count == 0)
                {
                    at = records.DataStart;
                    if (++aliases > MaxAliases || !DnsName.TryRead(message, ref at, wanted, out wantedLength))
                    {
                        return FamilyAnswer.Failed();
                    }

                    seconds = Math.Min(seconds, records.Seconds);
                    ledOn = true;
                }
            }

            if (records.IsCutOff)
            {
                return FamilyAnswer.Failed();
            }

            if (addresses.Count > 0)
            {
                return FamilyAnswer.Found(addresses, TimeSpan.FromSeconds(seconds), DnsCodes.NameOf(DnsCode.NoError));
            }
        }
        while (ledOn);

        TimeSpan life = LookUpResult.Min(NegativeTimeToLive(message, question), TimeSpan.FromSeconds(seconds));
        return FamilyAnswer.Unknown(life, DnsCodes.NameOf(DnsCode.NoError));
    }

    // RFC 2308, section 5: the smaller of the SOA record's own lifetime and its MINIMUM field, which is the last of its data.
    private static TimeSpan NegativeTimeToLive(ReadOnlySpan<byte> message, DnsQuestion question)
    {
        int answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        int authorities = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        var records = new DnsRecords(message, question.End, answers + authorities);
        while (records.MoveNext())
        {
            if (records.Number > answers && records.Type == DnsType.Soa && records.Data.Length >= 22)
            {
                uint minimum = BinaryPrimitives.ReadUInt32BigEndian(records.Data[^4..]);
                return LookUpResult.Min(FamilyAnswer.MaxNegativeTimeToLive, TimeSpan.FromSeconds(Math.Min((uint)records.Seconds, minimum)));
            }
        }

        return FamilyAnswer.MaxNegativeTimeToLive;
    }

    private static DnsRecords Answers(ReadOnlySpan<byte> message, DnsQuestion question) =>
        new(message, question.End, BinaryPrimitives.ReadUInt16BigEndian(message[6..]));
}
