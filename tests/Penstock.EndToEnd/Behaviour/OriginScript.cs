using System.Net;
using System.Net.Sockets;
using Penstock.Tests.Conformance;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The client and the origin of one row about an origin, and the steps that they take.</summary>
internal sealed class OriginScript : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<WireRecorder> _origins = [];
    private readonly CasePlayer _player;
    private readonly TimeSpan _limit;
    private WireRecorder? _client;
    private int _read;
    private int _awaited;

    public OriginScript(CasePlayer player, TimeSpan limit)
    {
        _player = player;
        _limit = limit;
        _listener.Start();
        Places = player.Places(_listener.LocalEndpoint.ToString()!, ((IPEndPoint)_listener.LocalEndpoint).Port);
    }

    public CasePlaces Places { get; }

    public WireRecorder Client => _client!;

    public string OriginSaw => string.Concat(_origins.Select(origin => origin.Received));

    /// <summary>Takes one step; false if what it waits for does not come.</summary>
    public async Task<bool> StepAsync(string key, string text)
    {
        string bytes = key is "ends" or "closed" ? text : CaseText.Expand(text, Places);
        switch (key)
        {
            case "client":
                _client ??= await _player.ConnectAsync();
                await _client.SendAsync(bytes);
                return true;
            case "accept":
                return await AcceptAsync() && await ReadAsync("\r\n\r\n");
            case "reads":
                return await ReadAsync(bytes);
            case "sends":
                await _origins[^1].SendAsync(bytes);
                return true;
            case "await":
                return await Client.WaitAsync(got => Advance(got, bytes, ref _awaited), _limit);
            case "ends" when bytes == "reset":
                _origins[^1].Reset();
                return true;
            case "ends":
                _origins[^1].Finish();
                return true;
            case "closed":
                return await _origins[^1].WaitForEndAsync(_limit);
            default:
                throw new FormatException($"'{key}:' is no step");
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _client?.Dispose();
        _origins.ForEach(origin => origin.Dispose());
    }

    private async Task<bool> AcceptAsync()
    {
        using var end = new CancellationTokenSource();
        Task<Socket> accepted = _listener.AcceptSocketAsync(end.Token).AsTask();
        await Task.WhenAny(accepted, Client.WaitForEndAsync(_limit));
        if (!accepted.IsCompletedSuccessfully)
        {
            await end.CancelAsync();
            return false;
        }

        _origins.Add(new WireRecorder(await accepted));
        _read = 0;
        return true;
    }

    private Task<bool> ReadAsync(string bytes) => _origins[^1].WaitAsync(saw => Advance(saw, bytes, ref _read), _limit);

    private static bool Advance(string text, string what, ref int from)
    {
        int at = text.IndexOf(what, from, StringComparison.Ordinal);
        from = at < 0 ? from : at + what.Length;
        return at >= 0;
    }
}
