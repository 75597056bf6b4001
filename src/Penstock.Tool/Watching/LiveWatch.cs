using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace Penstock.Tool.Watching;

/// <summary>The live view: ticks and keys come to one task, which alone touches what is shown.</summary>
internal sealed class LiveWatch(AdminClient client, string name)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Action> _news = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly WatchState _state = new(new RequestTable());
    private readonly TaskCompletionSource _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stop;

    /// <summary>Until it is cancelled, or somebody has seen enough.</summary>
    /// <exception cref="AdminException">The proxy could not be asked in the first place.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop = stop.Token;
        // What is wrong from the start is said where it can be read: not on a screen that goes away.
        await BeginAsync();
        using var terminal = new Terminal();
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
        Task ticking = TickAsync();
        try
        {
            do
            {
                while (_news.Reader.TryRead(out Action? take))
                {
                    take();
                }

                terminal.Show(WatchView.Of(_state, name, Terminal.Width, Terminal.Height));
            }
            while (!_quit.Task.IsCompleted && await _news.Reader.WaitToReadAsync(_stop));
        }
        finally
        {
            await stop.CancelAsync();
            await ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeginAsync()
    {
        JsonDocument lists = await client.GetAsync("api/v1/requests?limit=1000", _stop);
        Tell(() =>
        {
            using (lists)
            {
                _state.Reset(lists.RootElement);
            }
        });
    }

    /// <summary>Takes ticks, and comes back when they end: a proxy that is started anew is watched on.</summary>
    private async Task TickAsync()
    {
        while (true)
        {
            string problem = "it has stopped";
            try
            {
                await foreach (JsonDocument tick in client.TicksAsync(_stop))
                {
                    Tell(() => Apply(tick));
                }
            }
            catch (AdminException e)
            {
                problem = e.Message;
            }

            Tell(() => _state.Lost = problem);
            await Task.Delay(s_pause, TimeProvider.System, _stop);
            try
            {
                await BeginAsync();
            }
            catch (AdminException e)
            {
                problem = e.Message;
            }
        }
    }

    private void Apply(JsonDocument tick)
    {
        using (tick)
        {
            _state.Apply(tick.RootElement);
        }

        if (_state.Opened is { } id)
        {
            _ = LoadAsync(id);
        }
    }

    private void ReadKeys()
    {
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                Tell(() => Act(WatchKeys.Press(_state, key)));
            }
        }
        catch (InvalidOperationException)
        {
            Tell(() => _quit.TrySetResult()); // there is no keyboard any more
        }
    }

    private void Act(WatchAction action)
    {
        switch (action.Verb)
        {
            case WatchVerb.Quit:
                _quit.TrySetResult();
                break;
            case WatchVerb.Close:
                _ = CloseAsync(action.Id);
                break;
            case WatchVerb.Load:
                _ = LoadAsync(action.Id);
                break;
        }
    }

    private async Task CloseAsync(long id)
    {
        string notice;
        try
        {
            notice = await client.CloseAsync(id, _stop) ? "closed" : "it had ended already";
        }
        catch (Exception e) when (e is AdminException or OperationCanceledException)
        {
            notice = $"not closed: {e.Message}";
        }

        Tell(() => _state.Notice = notice);
    }

    private async Task LoadAsync(long id)
    {
        IReadOnlyList<string> lines;
        try
        {
            using JsonDocument request = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/v1/requests/{id}"), _stop);
            lines = TimelineLines.Of(request.RootElement);
        }
        catch (Exception e) when (e is AdminException or OperationCanceledException)
        {
            lines = [e.Message];
        }

        Tell(() => _state.Timeline = _state.Opened == id ? lines : _state.Timeline);
    }

    private void Tell(Action news) => _news.Writer.TryWrite(news);
}
