using Penstock.Http;

namespace Penstock.Recognition;

/// <summary>
/// What a tunnel carries, read from the first bytes that pass each way and from nothing else. Arithmetic: no I/O, and no exception, whatever the bytes are and however they are cut. Looks at no more
/// than <see cref="MaxBytes"/> of a side; holds a buffer only while something is incomplete. One per tunnel; not thread-safe.
/// </summary>
internal sealed class TunnelRecognizer
{
    /// <summary>How much of a side is looked at, in bytes: a hello with two post-quantum key shares has some 4 KB, a chain of certificates 3 to 8.</summary>
    internal const int MaxBytes = 16 * 1024;

    private const int MaxBanner = 128;

    private ByteCollector _upText;
    private ByteCollector _downText;
    private TlsConversation _tls;
    private string? _greeting;
    private int _upBytes;
    private int _downBytes;
    private Phase _phase;
    private bool _upIsDone;
    private bool _downIsDone;
    private bool _serverSpokeFirst;
    private bool _isSsl2;

    private enum Phase
    {
        First,
        Lines,
        TlsAsked,
        Tls,
        Over,
    }

    /// <summary>Whether there is something to learn from what the client sends next. Once false, it stays so.</summary>
    public bool WantsUp => _phase is Phase.Tls ? !_tls.UpIsDone : _phase is not Phase.Over && !_upIsDone;

    /// <summary>Whether there is something to learn from what the origin sends next. Once false, it stays so.</summary>
    public bool WantsDown => _phase is Phase.Tls ? !_tls.DownIsDone : _phase is not Phase.Over && !_downIsDone;

    /// <summary>What was recognised. With <see cref="StartTls"/>, what it was before it turned to TLS.</summary>
    public TunnelProtocol Protocol { get; private set; }

    /// <summary>Whether the two sides began in clear and agreed on TLS (STARTTLS of SMTP and its like, PostgreSQL's request).</summary>
    public bool StartTls { get; private set; }

    /// <summary>The client's identification line of SSH, printable, at most 128 characters.</summary>
    public string? ClientBanner { get; private set; }

    /// <summary>The server's identification line of SSH, its greeting in SMTP, FTP, POP3 and IMAP, its version in MySQL; printable, at most 128 characters.</summary>
    public string? ServerBanner { get; private set; }

    /// <summary>The method of the first request of HTTP/1. The target is not kept: it may hold secrets.</summary>
    public string? HttpMethod { get; private set; }

    /// <summary>The first hello of the client.</summary>
    public ClientHello? ClientHello => _tls.ClientHello;

    /// <summary>The second one, if the server asked for it. It should say the same but for the key share.</summary>
    public ClientHello? RetriedClientHello => _tls.RetriedClientHello;

    /// <summary>The server's hello; never a request for another one, see <see cref="ServerHello.FollowsRetry"/>.</summary>
    public ServerHello? ServerHello => _tls.ServerHello;

    /// <summary>The server's certificate: before TLS 1.3 alone.</summary>
    public TlsCertificateSummary? Certificate => _tls.Certificate;

    /// <summary>The first fatal alert in clear, or the first other one.</summary>
    public TlsAlert? Alert => _tls.Alert;

    /// <summary>Why something that began as TLS was not understood, or not further.</summary>
    public HelloProblem HelloProblem => _isSsl2 ? HelloProblem.Ssl2 : _tls.Problem;

    /// <summary>The size of the buffers that are held now, in bytes.</summary>
    public int HeldBytes => _upText.HeldBytes + _downText.HeldBytes + _tls.HeldBytes;

    /// <summary>Bytes that the client sent, in order, before what the origin answers to them.</summary>
    public void Up(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxBytes - _upBytes)];
        if (!WantsUp || bytes.IsEmpty)
        {
            return;
        }

        _upBytes += bytes.Length;
        if (_phase is Phase.Tls)
        {
            _tls.Up(bytes);
        }
        else if (_upText.IsEmpty)
        {
            int taken = TakeUp(bytes);
            _upText.Append(bytes[taken..]);
        }
        else
        {
            _upText.Append(bytes);
            _upText.RemoveFirst(TakeUp(_upText.Bytes));
        }

        if (_upBytes == MaxBytes && WantsUp)
        {
            EndUp();
        }

        Settle();
    }

    /// <summary>Bytes that the origin sent, in order.</summary>
    public void Down(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxBytes - _downBytes)];
        if (!WantsDown || bytes.IsEmpty)
        {
            return;
        }

        _serverSpokeFirst |= _upBytes == 0 && _downBytes == 0;
        _downBytes += bytes.Length;
        if (_phase is Phase.Tls)
        {
            _tls.Down(bytes);
        }
        else if (_downText.IsEmpty)
        {
            int taken = TakeDown(bytes);
            _downText.Append(bytes[taken..]);
        }
        else
        {
            _downText.Append(bytes);
            _downText.RemoveFirst(TakeDown(_downText.Bytes));
        }

        if (_downBytes == MaxBytes && WantsDown)
        {
            EndDown();
        }

        Settle();
    }

    /// <summary>Gives all buffers back. What was learned stays; nothing is added. To be called when the tunnel ends; more than once does no harm.</summary>
    public void Release()
    {
        _tls.Release();
        _phase = Phase.Over;
        Settle();
    }

    /// <returns>How many of the bytes are done with.</returns>
    private int TakeUp(ReadOnlySpan<byte> bytes) => _phase switch
    {
        Phase.First => TakeFirstUp(bytes),
        _ when Protocol is TunnelProtocol.PostgreSql => TakePostgreSqlRequest(bytes),
        _ => TakeCommands(bytes),
    };

    private int TakeDown(ReadOnlySpan<byte> bytes) => _phase is Phase.First ? TakeFirstDown(bytes) : TakeReplies(bytes);

    private int TakeFirstUp(ReadOnlySpan<byte> bytes)
    {
        switch (FirstBytes.FromClient(bytes))
        {
            case FirstSight.NeedMore:
                return 0;
            case FirstSight.Tls:
                Protocol = TunnelProtocol.Tls;
                _phase = Phase.Tls;
                if (_downBytes > 0)
                {
                    _tls.IgnoreDown();
                }

                _tls.Up(bytes);
                return bytes.Length;
            case FirstSight.Ssl2:
                _isSsl2 = true;
                return Finish(bytes, TunnelProtocol.Tls);
            case FirstSight.Ssh:
                Protocol = TunnelProtocol.Ssh;
                ClientBanner = Line(bytes);
                EndUp();
                return bytes.Length;
            case FirstSight.Http:
                HttpMethod = MethodName.Of(bytes[..bytes.IndexOf(HttpCharacters.Space)]);
                return Finish(bytes, TunnelProtocol.Http);
            case FirstSight.Http2:
                return Finish(bytes, TunnelProtocol.Http2);
            case FirstSight.Redis:
                return Finish(bytes, TunnelProtocol.Redis);
            case FirstSight.PostgreSql:
                return Finish(bytes, TunnelProtocol.PostgreSql);
            case FirstSight.PostgreSqlTlsRequest:
                Protocol = TunnelProtocol.PostgreSql;
                return TakePostgreSqlRequest(bytes);
            case FirstSight.Unknown when _greeting is not null:
                return TakeFirstCommand(bytes);
            default:
                EndUp();
                return bytes.Length;
        }
    }

    private int TakeFirstDown(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        FirstSight sight;
        while ((sight = FirstBytes.FromServer(bytes[taken..], _serverSpokeFirst)) is FirstSight.Greeting)
        {
            // The next line may name the protocol, or else the client's first command does.
            _greeting ??= Line(bytes[taken..]);
            taken += bytes[taken..].IndexOf(HttpCharacters.LineFeed) + 1;
        }

        return taken + TakeFirstDown(bytes[taken..], sight);
    }

    private int TakeFirstDown(ReadOnlySpan<byte> bytes, FirstSight sight)
    {
        switch (sight)
        {
            case FirstSight.NeedMore:
                return 0;
            case FirstSight.Ssh:
                Protocol = TunnelProtocol.Ssh;
                ServerBanner = Line(bytes);
                EndDown();
                return bytes.Length;
            case FirstSight.MySql:
                ServerBanner = PrintableText.From(FirstBytes.MySqlVersion(bytes), MaxBanner);
                return Finish(bytes, TunnelProtocol.MySql);
            case FirstSight.Smtp or FirstSight.Ftp or FirstSight.Pop3 or FirstSight.Imap:
                Protocol = sight switch
                {
                    FirstSight.Smtp => TunnelProtocol.Smtp,
                    FirstSight.Ftp => TunnelProtocol.Ftp,
                    FirstSight.Pop3 => TunnelProtocol.Pop3,
                    _ => TunnelProtocol.Imap,
                };
                ServerBanner = Line(bytes);

                // A client that spoke meanwhile, and said nothing known, will not turn to TLS.
                _phase = _upIsDone ? Phase.Over : Phase.Lines;
                return _upIsDone ? bytes.Length : TakeReplies(bytes);
            default:
                EndDown();
                return bytes.Length;
        }
    }

    private int TakeCommands(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (FirstBytes.TryLine(bytes[taken..], out ReadOnlySpan<byte> line))
        {
            taken += bytes[taken..].IndexOf(HttpCharacters.LineFeed) + 1;

            // A client whose request was declined may ask once more: curl asks FTP for SSL, and then for TLS.
            bool asks = StartTlsDialog.IsRequest(Protocol, line);
            if (!asks && !StartTlsDialog.IsPreliminary(Protocol, line))
            {
                return Finish(bytes);
            }

            _phase = asks ? Phase.TlsAsked : Phase.Lines;
        }

        return bytes.Length - taken > FirstBytes.MaxLine ? Finish(bytes) : taken;
    }

    private int TakeFirstCommand(ReadOnlySpan<byte> bytes)
    {
        if (!FirstBytes.TryLine(bytes, out ReadOnlySpan<byte> line))
        {
            return bytes.Length > FirstBytes.MaxLine ? Finish(bytes) : 0;
        }

        Protocol = StartTlsDialog.ByFirstCommand(line);
        bool isKnown = Protocol is not TunnelProtocol.Unknown;
        ServerBanner = isKnown ? _greeting : null;
        _phase = isKnown && !_downIsDone ? Phase.Lines : Phase.Over;
        return _phase is Phase.Lines ? TakeCommands(bytes) : bytes.Length;
    }

    // The client may ask for one kind of encryption after the other, and waits for each answer.
    private int TakePostgreSqlRequest(ReadOnlySpan<byte> bytes)
    {
        FirstSight sight = _phase is Phase.TlsAsked ? FirstSight.Unknown : FirstBytes.FromClient(bytes);
        if (sight is FirstSight.NeedMore)
        {
            return 0;
        }

        _phase = sight is FirstSight.PostgreSqlTlsRequest && bytes.Length == FirstBytes.PostgreSqlRequest ? Phase.TlsAsked : Phase.Over;
        return bytes.Length;
    }

    private int TakeReplies(ReadOnlySpan<byte> bytes)
    {
        if (Protocol is TunnelProtocol.PostgreSql)
        {
            if (_phase is Phase.TlsAsked && bytes is [(byte)'S', ..])
            {
                return BeginTls(bytes[1..], 1);
            }

            _phase = _phase is Phase.TlsAsked && bytes is [(byte)'N'] ? Phase.Lines : Phase.Over;
            return bytes.Length;
        }

        int taken = 0;
        while (FirstBytes.TryLine(bytes[taken..], out ReadOnlySpan<byte> line))
        {
            taken += bytes[taken..].IndexOf(HttpCharacters.LineFeed) + 1;
            if (_phase is Phase.TlsAsked && StartTlsDialog.IsAgreement(Protocol, line))
            {
                return BeginTls(bytes[taken..], taken);
            }
        }

        return bytes.Length - taken > FirstBytes.MaxLine ? Finish(bytes) : taken;
    }

    /// <summary>The server agreed to TLS. What it says behind that, before it has a hello, is no TLS, and found to be none.</summary>
    private int BeginTls(ReadOnlySpan<byte> rest, int taken)
    {
        if (!_upText.IsEmpty)
        {
            // Nothing may be sent before the answer (RFC 3207, section 4). What is sent all the same is not TLS for sure.
            return Finish(rest) + taken;
        }

        StartTls = true;
        _phase = Phase.Tls;
        _tls.Down(rest);
        return taken + rest.Length;
    }

    private int Finish(ReadOnlySpan<byte> bytes, TunnelProtocol? protocol = null)
    {
        Protocol = protocol ?? Protocol;
        _phase = Phase.Over;
        return bytes.Length;
    }

    private void EndUp()
    {
        _upIsDone = true;
        if (_phase is Phase.Tls)
        {
            _tls.EndUp();
        }
        else if (_phase is not Phase.First || _downIsDone)
        {
            _phase = Phase.Over;
        }
    }

    private void EndDown()
    {
        _downIsDone = true;
        if (_phase is Phase.Tls)
        {
            _tls.EndDown();
        }
        else if (_phase is not Phase.First || _upIsDone)
        {
            _phase = Phase.Over;
        }
    }

    /// <summary>A side of which nothing more is wanted holds nothing.</summary>
    private void Settle()
    {
        if (!WantsUp)
        {
            _upText.Release();
        }

        if (!WantsDown)
        {
            _downText.Release();
        }
    }

    private static string? Line(ReadOnlySpan<byte> bytes) => FirstBytes.TryLine(bytes, out ReadOnlySpan<byte> line) ? PrintableText.From(line, MaxBanner) : null;
}
