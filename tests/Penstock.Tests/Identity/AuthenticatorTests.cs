using System.Net;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Penstock.Identity;
using Penstock.Transport;

namespace Penstock.Tests.Identity;

/// <summary>Users: their file, what is remembered of them, and what guessing costs.</summary>
public sealed class AuthenticatorTests : IDisposable
{
    // The shapes that lines have, for mutation.
    private const string Users = """
        # people
        alice:$2y$04$HSZlVAEs/XAYu0fPLVKEi.wDEbJmw3PMzVkLBpgJwBTdY6a5YN/9K
        bob:$apr1$0Yk.8f7n$vQEh5Rm7Hc9BTbc5nBoLu0
        carol:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
        """;

    private readonly string _file = Path.GetTempFileName();
    private readonly string _groups = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task EachKindOfHash_IsVerified()
    {
        await WriteAsync(Own("alice", "secret") + Own("dora", "pass:word") + "carol:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
        Authenticator users = Make();

        Assert.Equal("alice", (await users.VerifyAsync(Field("alice", "secret"))).User);
        Assert.Equal("dora", (await users.VerifyAsync(Field("dora", "pass:word"))).User);
        Assert.Equal("carol", (await users.VerifyAsync(Field("carol", "secret"))).User);
        Assert.Null((await users.VerifyAsync(Field("alice", "Secret"))).User);
        Assert.Null((await users.VerifyAsync(Field("carol", ""))).User);
        Assert.Null((await users.VerifyAsync(Field("nobody", "secret"))).User);
        Assert.Null((await users.VerifyAsync("Basic !"u8.ToArray())).User);
    }

    [Theory]
    [InlineData("$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/", "myPassword")] // htpasswd's manual page
    public void Apr1_IsWhatHtpasswdWrites(string hash, string password)
    {
        Assert.True(PasswordHash.TryParse(hash, out PasswordHash? parsed, out _));
        Assert.True(parsed.Verify(Bytes(password)));
        Assert.False(parsed.Verify(Bytes(password + "x")));
        Assert.False(parsed.Verify([]));
    }

    // All as bytes, in Latin-1: \u00e9 is one byte that is not UTF-8, \u00c3\u00a9 is the same letter in UTF-8.
    [Theory]
    [InlineData("a:{SHA}7mR9EWX4bSflx9vfkKtc5UF6f5o=", "a:p\u00e9", "a")] // what Apache takes
    [InlineData("a:$apr1$12345678$.GmAh2mq9qyzAihz66dcN0", "a:p\u00e9", "a")]
    [InlineData("a:$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "a:\u00a3", "a")] // of the tests of crypt_blowfish
    [InlineData("a:$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "a:\u00c2\u00a3", null)]
    [InlineData("lat\u00e9:{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=", "lat\u00e9:pw", "lat\u00e9")]
    [InlineData("lat\u00e9:{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=", "lat\u00c3\u00a9:pw", "lat\u00e9")]
    [InlineData("lat\u00c3\u00a9:{SHA}aaEcRqddtiq8IdTK66pBMSO7n9o=", "lat\u00c3\u00a9:p\u00c3\u00a9", "lat\u00e9")]
    [InlineData("lat\u00c3\u00a9:{SHA}aaEcRqddtiq8IdTK66pBMSO7n9o=:from M\u00fcnster", "lat\u00e9:p\u00e9", "lat\u00e9")] // a client that sends Latin-1 to a file of UTF-8
    [InlineData("a:{SHA}7mR9EWX4bSflx9vfkKtc5UF6f5o=", "a:p\u00c3\u00a9", null)] // what is UTF-8 is not read otherwise
    [InlineData("lat\u00e8:{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=", "lat\u00e9:pw", null)]
    [InlineData("lat\u00e8:{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=\nlat\u00e9:{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=", "lat\u00e9:pw", "lat\u00e9")]
    public async Task NamesAndPasswords_NeedNotBeUtf8(string lines, string credentials, string? user)
    {
        await File.WriteAllBytesAsync(_file, Bytes(lines), TestContext.Current.CancellationToken);
        Authenticator users = Make();
        byte[] field = Encoding.ASCII.GetBytes("Basic " + Convert.ToBase64String(Bytes(credentials)));

        Assert.Empty(CredentialFile.Read(new UsersConfig { File = _file }).Problems);
        Assert.Equal(user, (await users.VerifyAsync(field)).User);
        Assert.Equal(user, users.TryGetKnown(field));
    }

    // Latin-1 in one name makes no other name of its line anything else, and a byte that ends a letter of UTF-8 is no blank.
    [Fact]
    public async Task Groups_HaveNamesOfEitherKind()
    {
        await WriteAsync(Own("alice", "secret"));
        await File.WriteAllBytesAsync(_groups, Bytes("caf\u00c3\u00a9: lat\u00e9 jos\u00c3\u00a9 voil\u00c3\u00a0\n"), TestContext.Current.CancellationToken);
        Authenticator users = Make();

        Assert.All(["lat\u00e9", "jos\u00e9", "voil\u00e0"], user => Assert.True(users.IsMember(user, "caf\u00e9")));
    }

    [Fact]
    public async Task WhatWasRight_IsKnownForAMinute_AndNotWhenTheFileHasChanged()
    {
        await WriteAsync(Own("alice", "secret"));
        Authenticator users = Make();
        byte[] field = Field("alice", "secret");
        Assert.Null(users.TryGetKnown(field));
        await users.VerifyAsync(field);
        Assert.Equal("alice", users.TryGetKnown(field));
        Assert.Null(users.TryGetKnown(Field("alice", "secret2")));

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(users.TryGetKnown(field)); // a look at the file is due
        Assert.Equal("alice", (await users.VerifyAsync(field)).User);
        Assert.Equal("alice", users.TryGetKnown(field));

        await WriteAsync(Own("alice", "other") + "# longer\n");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await users.VerifyAsync(field)).User);
        Assert.Null(users.TryGetKnown(field));
        Assert.Equal("alice", (await users.VerifyAsync(Field("alice", "other"))).User);
        _time.Advance(Authenticator.Lifetime);
        Assert.Null(users.TryGetKnown(Field("alice", "other")));
    }

    [Fact]
    public async Task FileThatIsGone_LeavesThingsAsTheyWere()
    {
        await WriteAsync(Own("alice", "secret"));
        Authenticator users = Make();
        File.Delete(_file);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("alice", (await users.VerifyAsync(Field("alice", "secret"))).User);
    }

    [Fact]
    public async Task Groups_AddUpOverTheirLines()
    {
        await WriteAsync(Own("alice", "secret"));
        await File.WriteAllTextAsync(_groups, "staff: alice bob\n# x\nstaff: carol\nempty:\n", TestContext.Current.CancellationToken);
        Authenticator users = Make();

        Assert.True(users.IsMember("alice", "staff"));
        Assert.True(users.IsMember("carol", "staff"));
        Assert.False(users.IsMember("dora", "staff"));
        Assert.False(users.IsMember("alice", "empty"));
        Assert.False(users.IsMember("alice", "none"));
    }

    [Fact]
    public async Task BadLines_AreNamedByTheirPlace_AndShowNoHash()
    {
        await WriteAsync("alice\nbob:plain\ncarol:$1$abc$def\ndora:$2y$31$" + new string('a', 53) + "\nerin:$2y$10$short\n:x\n" + Own("fay", "x") + Own("fay", "y"));
        CredentialFile file = CredentialFile.Read(new UsersConfig { File = _file });

        Assert.Equal([1, 2, 3, 4, 5, 6, 8], file.Problems.Select(problem => problem.Place!.Line));
        Assert.DoesNotContain(file.Problems, problem => problem.Text.Contains("plain", StringComparison.Ordinal) || problem.Text.Contains("abc", StringComparison.Ordinal));
        Assert.Equal(1, file.Users);
    }

    [Fact]
    public void AnyFile_IsRead_AndNothingIsThrown() => Gen.OneOf(Gen.String, Gen.Const(Users)).Select(Gen.Int[0, 200], Gen.Char).Sample((text, at, c) =>
    {
        File.WriteAllText(_file, at < text.Length ? text.Remove(at, 1).Insert(at, c.ToString()) : text);
        CredentialFile.Read(new UsersConfig { File = _file, GroupFile = _file });
    }, iter: 500);

    [Fact]
    public void SuccessOfOneUser_DoesNotForgetGuessesForAnother()
    {
        var delays = new FailureDelays(new FakeTimeProvider());
        PeerAddress client = Peer("192.0.2.1");
        TimeSpan last = default;
        for (int i = 0; i < 10; i++)
        {
            // With and without a slip of one's own between.
            last = delays.Fail(client, i % 3 == 2 ? "mallory" : "alice");
            delays.Succeed(client, "mallory");
        }

        Assert.Equal(TimeSpan.FromSeconds(5), last);
    }

    [Fact]
    public void Guessing_BecomesSlow_UntilItIsRightOrLongAgo()
    {
        var delays = new FailureDelays(_time);
        PeerAddress client = Peer("192.0.2.1");
        double[] waits = [.. Enumerable.Range(0, 10).Select(_ => delays.Fail(client, "alice").TotalSeconds)];

        Assert.Equal([0, 0, 0.25, 0.5, 1, 2, 4, 5, 5, 5], waits);
        Assert.Equal(TimeSpan.Zero, delays.Fail(Peer("192.0.2.2"), "alice"));
        delays.Succeed(client, "alice");
        Assert.Equal(TimeSpan.Zero, delays.Fail(client, "alice"));
        for (int i = 0; i < 5; i++)
        {
            delays.Fail(client, "alice");
        }

        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(TimeSpan.Zero, delays.Fail(client, "alice"));
    }

    [Fact]
    public async Task MoreThanCanWait_ArePutOff_AndNotCalledWrong()
    {
        await WriteAsync($"alice:{BCrypt.Net.BCrypt.HashPassword("secret", 10)}\n");
        Authenticator users = Make();
        Task<Verification>[] guesses = [.. Enumerable.Range(0, 400).Select(i => users.VerifyAsync(Field("alice", $"guess {i}")))];
        Verification[] verifications = await Task.WhenAll(guesses);

        Assert.Contains(verifications, verification => verification.IsPutOff);
        Assert.All(verifications, verification => Assert.Null(verification.User));
    }

    [Fact]
    public void AddressesOfOneSubnet_AreOneClient()
    {
        var delays = new FailureDelays(_time);
        for (int i = 0; i < 4; i++)
        {
            delays.Fail(Peer($"2001:db8::{i}"), "alice");
        }

        Assert.True(delays.Fail(Peer("2001:db8::ffff"), "alice") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, delays.Fail(Peer("2001:db8:0:1::1"), "alice"));
    }

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_groups);
    }

    private static string Own(string user, string password) => $"{user}:{BCrypt.Net.BCrypt.HashPassword(password, 4)}\n";

    private static byte[] Field(string user, string password) => Encoding.ASCII.GetBytes("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    private static PeerAddress Peer(string address) => PeerAddress.From(new IPEndPoint(IPAddress.Parse(address), 1));

    private Task WriteAsync(string text) => File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);

    private Authenticator Make() => new(new UsersConfig { File = _file, GroupFile = _groups }, _time, NullLogger.Instance);
}
