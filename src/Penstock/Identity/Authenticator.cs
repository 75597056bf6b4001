using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Penstock.Connecting;
using Penstock.Observability;

namespace Penstock.Identity;

/// <summary>
/// Who a client is, by its credentials. Hashes are made to be slow, so they are worked out on the thread pool, a few at once; what was right is remembered for a minute, by a keyed hash of the whole
/// credentials, so that a request costs the same whatever the file asks for. Used from any loop.
/// </summary>
internal sealed class Authenticator
{
    /// <summary>How long a success is remembered: a page's requests come within it, and a user who was removed has gone by then at the latest; a change of the file ends it at once.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_fileCheck = TimeSpan.FromSeconds(1);

    // Some 150 bytes each.
    private const int MostKept = 10_000;

    // At 50 ms each on two processors the last of them has waited for 6 s; twice that if none of the passwords is UTF-8.
    private const int MostWaiting = 256;

    private readonly UsersConfig _config;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _hashing = new(Environment.ProcessorCount);
    private readonly ConcurrentDictionary<UInt128, Success> _known = new();
    private readonly ConcurrentDictionary<UInt128, Task<Verification>> _underWay = new();
    private volatile CredentialFile _file;
    private (FileStamp File, FileStamp Groups) _stamp;
    private long _nextFileCheck;
    private int _waiting;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public Authenticator(UsersConfig config, TimeProvider time, ILogger logger)
    {
        _config = config;
        _time = time;
        _logger = logger;
        _stamp = Stamp();
        _file = CredentialFile.Read(config);
        _nextFileCheck = NextFileCheck();
        TellProblems();
    }

    public UsersConfig Config => _config;

    /// <summary>Whether a user is in a group.</summary>
    public bool IsMember(string user, string group) => _file.IsMember(user, group);

    /// <summary>The user whose credentials these are, if they were right a short while ago; null if that is not known. Never waits.</summary>
    public string? TryGetKnown(ReadOnlySpan<byte> field)
    {
        bool fileCheckIsDue = _time.GetTimestamp() >= Volatile.Read(ref _nextFileCheck);
        return !fileCheckIsDue && _known.TryGetValue(KeyOf(field), out Success? known) && IsCurrent(known) ? known.User : null;
    }

    /// <summary>Whether these very credentials were right before, though longer ago, by the file that is still in force. Never waits.</summary>
    public bool WereRight(ReadOnlySpan<byte> field) => _known.TryGetValue(KeyOf(field), out Success? known) && ReferenceEquals(known.File, _file);

    /// <summary>Whose credentials these are, if anybody's. The same credentials are worked out once, however many ask.</summary>
    public Task<Verification> VerifyAsync(byte[] field)
    {
        UInt128 key = KeyOf(field);
        var mine = new TaskCompletionSource<Verification>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Verification> shared = _underWay.GetOrAdd(key, mine.Task);
        if (ReferenceEquals(shared, mine.Task))
        {
            _ = Task.Run(() => VerifyOnceAsync(key, field, mine));
        }

        return shared;
    }

    private async Task VerifyOnceAsync(UInt128 key, byte[] field, TaskCompletionSource<Verification> result)
    {
        Verification verification = default;
        try
        {
            CheckFile();
            verification = _known.TryGetValue(key, out Success? known) && IsCurrent(known) ? new(known.User, false)
                : BasicCredentials.TryParse(field, out BasicCredentials? credentials) ? await HashAsync(key, credentials)
                : default;
        }
        finally
        {
            // First, so that nobody joins what has ended; and whatever went wrong, nobody is left waiting.
            _underWay.TryRemove(key, out _);
            result.SetResult(verification);
        }
    }

    private async Task<Verification> HashAsync(UInt128 key, BasicCredentials credentials)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new(null, IsPutOff: true);
        }

        await _hashing.WaitAsync();
        try
        {
            CredentialFile file = _file;
            PasswordHash? hash = file.Find(credentials.User);
            // A user that is not there costs what one costs that is.
            bool isRight = (hash ?? file.Any) is { } tried && Matches(tried, credentials.Password) && hash is not null;
            if (isRight)
            {
                Keep(key, new Success(credentials.User, file, _time.GetTimestamp()));
            }

            return new(isRight ? credentials.User : null, false);
        }
        finally
        {
            _hashing.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    // Both readings are tried even if the first is right: the clock tells nothing of the hash that stands in for an unknown user's.
    private static bool Matches(PasswordHash hash, byte[] password) =>
        hash.Verify(password) | (CredentialText.OtherReading(password) is { } other && hash.Verify(other));

    private void Keep(UInt128 key, Success success)
    {
        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        _known[key] = success;
    }

    private bool IsCurrent(Success success) => ReferenceEquals(success.File, _file) && _time.GetElapsedTime(success.At) < Lifetime;

    // A file that cannot be read leaves things as they were: a slip of an editor must not lock everybody out, nor let anybody in.
    private void CheckFile()
    {
        long due = Volatile.Read(ref _nextFileCheck);
        if (_time.GetTimestamp() < due || Interlocked.CompareExchange(ref _nextFileCheck, NextFileCheck(), due) != due)
        {
            return;
        }

        (FileStamp, FileStamp) now = Stamp();
        if (now == _stamp)
        {
            return;
        }

        try
        {
            _file = CredentialFile.Read(_config);
            _stamp = now;
            TellProblems();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _stamp = now;
            ProxyLog.UsersNotRead(_logger, e.Message);
        }
    }

    private void TellProblems()
    {
        foreach (ConfigProblem problem in _file.Problems.Take(20))
        {
            ProxyLog.UserNotRead(_logger, problem.ToString());
        }
    }

    private (FileStamp File, FileStamp Groups) Stamp() => (FileStamp.Of(_config.File), FileStamp.Of(_config.GroupFile));

    private long NextFileCheck() => _time.GetTimestamp() + (long)(s_fileCheck.TotalSeconds * _time.TimestampFrequency);

    private UInt128 KeyOf(ReadOnlySpan<byte> field)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, field, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private sealed record Success(string User, CredentialFile File, long At);
}

/// <summary>What became of credentials.</summary>
/// <param name="User">Whose they are; null if they are wrong, or nobody has looked.</param>
/// <param name="IsPutOff">Nobody has looked: too many wait.</param>
internal readonly record struct Verification(string? User, bool IsPutOff);
