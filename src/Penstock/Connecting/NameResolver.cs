using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Penstock.Connecting;

/// <summary>Names to addresses, off the event loops: a loop asks <see cref="TryGetCached"/> first, which never blocks, and only then
/// <see cref="Start"/>, whose work is done on the thread pool. Names are lower-case ASCII host names without a last dot, and no address literals.</summary>
internal sealed class NameResolver : IDisposable
{
    /// <summary>How often the files are looked at, at most: a stat or two a second cost nothing, and nobody edits and retries faster.</summary>
    private static readonly TimeSpan s_fileCheckInterval = TimeSpan.FromSeconds(1);

    private static readonly LookUpResult s_loopback = new(
        FamilyAnswer.Found([IPAddress.IPv6Loopback], FamilyAnswer.MaxTimeToLive),
        FamilyAnswer.Found([IPAddress.Loopback], FamilyAnswer.MaxTimeToLive)) { Source = "hosts" };

    private readonly ResolverConfig _config;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly DnsSockets _sockets = new();
    private volatile NameSources _sources;
    private long _nextFileCheck;

    public NameResolver(ResolverConfig config, TimeProvider time)
    {
        _config = config;
        _time = time;
        _sources = new NameSources(config, _sockets, time);
        _nextFileCheck = NextFileCheck();
    }

    /// <summary>Told how long each question took that was asked, on the thread that asked; null if nobody wants to know.</summary>
    public Action<LookUpResult, TimeSpan>? Asked { get; init; }

    /// <summary>How many names have an answer in the cache, expired ones included.</summary>
    public int CachedNames => _sources.Cache.Count;

    /// <summary>What is known without asking, failures included. Once a second it knows nothing, so that <see cref="Start"/> looks at the files.</summary>
    public bool TryGetCached(string name, [NotNullWhen(true)] out LookUpResult? result)
    {
        result = null;
        return !FileCheckIsDue() && _sources.Cache.TryGet(name, out result);
    }

    /// <summary>Begins to look the name up, or joins those who already do. Returns at once.</summary>
    public NameLookUp Start(string name)
    {
        NameSources sources = _sources;
        NameLookUp mine = new(name);
        NameLookUp shared = sources.UnderWay.GetOrAdd(name, mine);
        if (ReferenceEquals(shared, mine))
        {
            // Also leaves the caller's synchronization context behind: no continuation of a look-up runs on a loop.
            _ = Task.Run(() => RunAsync(mine, sources));
        }

        return shared;
    }

    /// <summary>Ends all look-ups under way, as failed.</summary>
    public void Dispose() => _stopping.Cancel();

    private async Task RunAsync(NameLookUp lookUp, NameSources joined)
    {
        LookUpResult? result = null;
        try
        {
            NameSources sources = CheckedSources();
            if (!sources.Cache.TryGet(lookUp.Name, out result))
            {
                result = await AskAsync(lookUp, sources);
                sources.Cache.Store(lookUp.Name, result);
            }
        }
        finally
        {
            // In this order, so that at each moment the name is in the cache or under way, and nobody asks twice; and whatever went wrong,
            // nobody is left waiting.
            joined.UnderWay.TryRemove(new(lookUp.Name, lookUp));
            lookUp.Complete(result ?? LookUpResult.Failed);
        }
    }

    private async Task<LookUpResult> AskAsync(NameLookUp lookUp, NameSources sources)
    {
        if (sources.Hosts.TryFind(lookUp.Name, out LookUpResult? named))
        {
            return named;
        }

        if (lookUp.Name == "localhost" || lookUp.Name.EndsWith(".localhost", StringComparison.Ordinal))
        {
            return s_loopback;
        }

        using CancellationTokenSource limit = new(_config.Timeout, _time);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        long start = _time.GetTimestamp();
        LookUpResult result = await sources.Source.AskAsync(lookUp, deadline.Token);
        Asked?.Invoke(result, _time.GetElapsedTime(start));
        return _stopping.IsCancellationRequested && result.Status == LookUpStatus.TimedOut ? LookUpResult.Failed : result;
    }

    private NameSources CheckedSources()
    {
        long due = Volatile.Read(ref _nextFileCheck);
        bool mine = _time.GetTimestamp() >= due && Interlocked.CompareExchange(ref _nextFileCheck, NextFileCheck(), due) == due;
        if (mine && !_sources.IsCurrent(_config))
        {
            _sources = new NameSources(_config, _sockets, _time);
        }

        return _sources;
    }

    private bool FileCheckIsDue() => _time.GetTimestamp() >= Volatile.Read(ref _nextFileCheck);

    private long NextFileCheck() => _time.GetTimestamp() + (long)(s_fileCheckInterval.TotalSeconds * _time.TimestampFrequency);
}
