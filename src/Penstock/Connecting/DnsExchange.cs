using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Penstock.Connecting;

/// <summary>One question to one server, once: by UDP, and by TCP if the answer does not fit into a datagram (RFC 7766, section 5).</summary>
internal sealed class DnsExchange(IPEndPoint server, TimeSpan limit, DnsSockets sockets, TimeProvider time)
{
    /// <summary>How many datagrams that answer something else are passed over. None should come at all: the port is new and the sender is the server, or pretends to be. Whoever
    /// guesses at ids has so many guesses of 65,536, and whoever floods us costs so many looks.</summary>
    internal const int MaxIgnored = 32;

    // More than we ask for: not every server heeds it.
    private const int DatagramLength = 4096;

    /// <summary>Never throws. The time limit counts from when there is a socket to ask through; <paramref name="deadline"/> ends all.</summary>
    public async Task<FamilyAnswer> AskAsync(DnsQuestion question, CancellationToken deadline)
    {
        using DnsSocket? udp = await sockets.OpenAsync(server.AddressFamily, SocketType.Dgram, deadline);
        using CancellationTokenSource limited = new(limit, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, deadline);
        DnsReply reply = udp is null ? default : await AskByUdpAsync(udp, question, end.Token);
        if (reply.Kind == DnsReplyKind.Truncated)
        {
            udp!.Dispose();
            using DnsSocket? tcp = await sockets.OpenAsync(server.AddressFamily, SocketType.Stream, end.Token);
            reply = tcp is null ? default : await AskByTcpAsync(tcp, question, end.Token);
        }

        return reply.Answer ?? (end.IsCancellationRequested ? FamilyAnswer.TimedOut : FamilyAnswer.Failed());
    }

    private async Task<DnsReply> AskByUdpAsync(DnsSocket socket, DnsQuestion question, CancellationToken end)
    {
        await using CancellationTokenRegistration closing = Close(socket, end);
        if (await socket.ConnectAsync(server) != SocketError.Success)
        {
            return default;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(DatagramLength);
        try
        {
            DnsReply reply = await AskByUdpAsync(socket, question, buffer, withExtensions: true);

            // RFC 6891, section 7: a server that does not know EDNS. One of its age may say either.
            return reply.Answer?.ResponseCode is "FORMERR" or "NOTIMP" ? await AskByUdpAsync(socket, question, buffer, withExtensions: false) : reply;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<DnsReply> AskByUdpAsync(DnsSocket socket, DnsQuestion question, byte[] buffer, bool withExtensions)
    {
        ushort id = NewId();
        int length = question.WriteQuery(buffer, id, withExtensions);
        if (await socket.SendAsync(buffer.AsMemory(0, length)) != SocketError.Success)
        {
            return default;
        }

        DnsReply reply = default;
        for (int i = 0; i < MaxIgnored && reply.Kind == DnsReplyKind.NotOurs; i++)
        {
            (SocketError error, int received) = await socket.ReceiveAsync(buffer);
            if (error != SocketError.Success)
            {
                return default;
            }

            reply = DnsAnswerReader.Read(buffer.AsSpan(0, received), question, id);
        }

        return reply;
    }

    // Behind their lengths, in two bytes (RFC 1035, section 4.2.2).
    private async Task<DnsReply> AskByTcpAsync(DnsSocket socket, DnsQuestion question, CancellationToken end)
    {
        await using CancellationTokenRegistration closing = Close(socket, end);
        ushort id = NewId();
        byte[] query = new byte[2 + DnsQuestion.MaxQueryLength];
        int length = question.WriteQuery(query.AsSpan(2), id, withExtensions: false);
        BinaryPrimitives.WriteUInt16BigEndian(query, (ushort)length);
        if (await socket.ConnectAsync(server) != SocketError.Success
            || await socket.SendAsync(query.AsMemory(0, 2 + length)) != SocketError.Success
            || !await socket.TryFillAsync(query.AsMemory(0, 2)))
        {
            return default;
        }

        length = BinaryPrimitives.ReadUInt16BigEndian(query);
        byte[] message = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return await socket.TryFillAsync(message.AsMemory(0, length)) ? DnsAnswerReader.Read(message.AsSpan(0, length), question, id) : default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private static CancellationTokenRegistration Close(DnsSocket socket, CancellationToken end) =>
        end.UnsafeRegister(static socket => ((DnsSocket)socket!).Dispose(), socket);

    private static ushort NewId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
}
