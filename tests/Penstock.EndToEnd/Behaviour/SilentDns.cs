using System.Net;
using System.Net.Sockets;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>A name server that says nothing, or that no name exists.</summary>
internal sealed class SilentDns : IDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SilentDns(bool answerRefused) => _ = ServeAsync(answerRefused);

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    public Task AskedAsync() => _asked.Task.WaitAsync(RawPeer.Limit);

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync(bool answer)
    {
        try
        {
            while (true)
            {
                UdpReceiveResult query = await _socket.ReceiveAsync();
                _asked.TrySetResult();
                if (answer)
                {
                    // The question again, as a response (QR) with RCODE 3, NXDOMAIN (RFC 1035, section 4.1.1), and no further records.
                    byte[] reply = query.Buffer;
                    (reply[2], reply[3]) = ((byte)(reply[2] | 0x80), (byte)((reply[3] & 0xF0) | 3));
                    await _socket.SendAsync(reply, query.RemoteEndPoint);
                }
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
