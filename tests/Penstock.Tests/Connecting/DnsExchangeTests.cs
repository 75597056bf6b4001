using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>One question to one server that may be wrong, slow or hostile.</summary>
public sealed class DnsExchangeTests : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private readonly TestDnsServer _server = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly DnsSockets _sockets = new();
    private readonly TestDnsReply _right = Addresses(60, "192.0.2.1");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Assert.Equal((0, 0), (_sockets.Open, _sockets.Waiting));
    }

    public static TheoryData<string> WrongReplies => ["garbage", "wrong id", "wrong question", "another type", "empty", "half a header", "the query itself"];

    [Theory]
    [MemberData(nameof(WrongReplies))]
    public async Task Datagrams_that_answer_something_else_are_passed_over(string kind)
    {
        _server.Otherwise = Behind(DnsExchange.MaxIgnored - 1, Wrong(kind), _right);

        Assert.Equal(["192.0.2.1"], Texts(await Soon(AskAsync())));
    }

    [Fact]
    public async Task Datagrams_that_answer_something_else_do_not_put_off_the_end()
    {
        _server.Otherwise = Behind(3, WrongId(_right), Garbage);
        Task<FamilyAnswer> answer = AskAsync();
        await _server.ArrivalsAsync(1);
        Assert.False(answer.IsCompleted);

        _clock.Advance(s_limit);

        Assert.Equal(FamilyAnswer.TimedOut, await Soon(answer));
    }

    [Fact]
    public async Task A_flood_of_wrong_answers_is_a_failure()
    {
        _server.Otherwise = Behind(DnsExchange.MaxIgnored, WrongId(_right), _right);

        AssertFailed(await Soon(AskAsync()));
    }

    [Fact]
    public async Task An_answer_of_another_sender_is_not_seen()
    {
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _server.Otherwise = async q =>
        {
            for (int i = 0; i < 2 * DnsExchange.MaxIgnored; i++)
            {
                await other.SendToAsync((await Addresses(60, "192.0.2.66")(q))!, q.From);
            }

            return await _right(q);
        };

        Assert.Equal(["192.0.2.1"], Texts(await Soon(AskAsync())));
    }

    [Fact]
    public async Task Each_question_has_a_port_and_an_id_of_its_own()
    {
        _server.Otherwise = _right;
        for (int i = 0; i < 50; i++)
        {
            await Soon(AskAsync());
        }

        // 50 of some 28,000 ports and 65,536 ids: that a pair is equal happens; that five are would once in ten million runs.
        Assert.InRange(_server.Seen.Select(q => ((IPEndPoint)q.From).Port).Distinct().Count(), 46, 50);
        Assert.InRange(_server.Seen.Select(q => (q.Message[0] << 8) | q.Message[1]).Distinct().Count(), 46, 50);
    }

    [Fact]
    public async Task A_server_without_extensions_is_asked_without_them()
    {
        _server.Otherwise = WithoutExtensions(_right);

        Assert.Equal(["192.0.2.1"], Texts(await Soon(AskAsync())));
        Assert.Equal([1, 0], _server.Seen.Select(q => (int)q.Message[11]));
    }

    [Fact]
    public async Task A_server_that_cannot_read_the_question_in_either_form_has_failed()
    {
        _server.Otherwise = Code(DnsCode.FormatError);

        Assert.Equal("FORMERR", (await Soon(AskAsync())).ResponseCode);
        Assert.Equal(2, _server.Seen.Count);
    }

    [Fact]
    public async Task A_truncated_answer_is_fetched_by_tcp_in_whatever_pieces_it_comes()
    {
        _server.Otherwise = TruncatedOverUdp(async q =>
        {
            byte[] message = (await _right(q))!;
            foreach (byte b in (byte[])[0, (byte)message.Length, .. message])
            {
                await q.SendAsync([b]);
            }

            return null;
        });

        Assert.Equal(["192.0.2.1"], Texts(await Soon(AskAsync())));
    }

    [Fact]
    public async Task A_stream_that_ends_early_is_a_failure()
    {
        _server.Otherwise = TruncatedOverUdp(CutOff(_right));

        AssertFailed(await Soon(AskAsync()));
    }

    [Theory]
    [InlineData("wrong id")]
    [InlineData("truncated")]
    [InlineData("empty")]
    public async Task A_stream_that_answers_something_else_is_a_failure(string kind)
    {
        _server.Otherwise = TruncatedOverUdp(kind == "truncated" ? q => TruncatedOverUdp(_right)(q with { OverTcp = false }) : Wrong(kind));

        AssertFailed(await Soon(AskAsync()));
    }

    [Fact]
    public async Task A_stream_that_is_silent_ends_with_the_time_of_the_question()
    {
        _server.Otherwise = TruncatedOverUdp(Silence);
        Task<FamilyAnswer> answer = AskAsync();
        await _server.ArrivalsAsync(2);
        Assert.False(answer.IsCompleted);

        _clock.Advance(s_limit);

        Assert.Equal(FamilyAnswer.TimedOut, await Soon(answer));
    }

    [Fact]
    public async Task A_truncated_answer_without_tcp_is_a_failure()
    {
        await using TestDnsServer server = new(withTcp: false) { Otherwise = TruncatedOverUdp(_right) };

        AssertFailed(await Soon(AskAsync(server.EndPoint)));
    }

    [Fact]
    public async Task Where_nobody_listens_it_fails_at_once()
    {
        IPEndPoint nobody;
        using (Socket gone = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            gone.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            nobody = (IPEndPoint)gone.LocalEndPoint!;
        }

        AssertFailed(await Soon(AskAsync(nobody)));
    }

    [Fact]
    public async Task A_deadline_ends_it_whatever_the_clock_says()
    {
        using CancellationTokenSource deadline = new();
        _server.Otherwise = Silence;
        Task<FamilyAnswer> answer = AskUntilAsync(_server.EndPoint, deadline.Token);
        await _server.ArrivalsAsync(1);

        await deadline.CancelAsync();

        Assert.Equal(FamilyAnswer.TimedOut, await Soon(answer));
        Assert.Equal(FamilyAnswer.TimedOut, await Soon(AskUntilAsync(_server.EndPoint, deadline.Token)));
    }

    private static void AssertFailed(FamilyAnswer answer) => Assert.Equal((LookUpStatus.Failed, null), (answer.Status, answer.ResponseCode));

    private TestDnsReply Wrong(string kind) => kind switch
    {
        "garbage" => Garbage,
        "wrong id" => WrongId(_right),
        "wrong question" => WrongQuestion("other.test", "192.0.2.66"),
        "another type" => async q =>
        {
            byte[] message = (await _right(q))!;
            message[^28] = (byte)DnsType.Aaaa;
            return message;
        },
        "empty" => _ => Task.FromResult<byte[]?>([]),
        "half a header" => q => Task.FromResult<byte[]?>(q.Message[..6]),
        _ => q => Task.FromResult<byte[]?>(q.Message),
    };

    private Task<FamilyAnswer> AskAsync(IPEndPoint? server = null) => AskUntilAsync(server ?? _server.EndPoint, TestContext.Current.CancellationToken);

    private Task<FamilyAnswer> AskUntilAsync(IPEndPoint server, CancellationToken deadline) =>
        new DnsExchange(server, s_limit, _sockets, _clock).AskAsync(DnsQuestion.For("name.test", DnsType.A)!, deadline);
}
