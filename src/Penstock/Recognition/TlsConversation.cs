namespace Penstock.Recognition;

/// <summary>
/// The part of a TLS handshake that is in clear, from both sides. Before TLS 1.3 that lasts until each side's ChangeCipherSpec; since, it ends with the ServerHello, but for what the client may say
/// to that.
/// </summary>
internal struct TlsConversation
{
    private HandshakeReader _up;
    private HandshakeReader _down;
    private bool _sawServerHelloDone;
    private bool _sawCertificate;
    private bool _retryRequested;

    public ClientHello? ClientHello { get; private set; }

    public ClientHello? RetriedClientHello { get; private set; }

    public ServerHello? ServerHello { get; private set; }

    public TlsCertificateSummary? Certificate { get; private set; }

    public TlsAlert? Alert { get; private set; }

    public HelloProblem Problem { get; private set; }

    /// <inheritdoc cref="ByteCollector.HeldBytes"/>
    public readonly int HeldBytes => _up.HeldBytes + _down.HeldBytes;

    public bool UpIsDone { get; private set; }

    public bool DownIsDone { get; private set; }

    public void Up(ReadOnlySpan<byte> bytes)
    {
        while (!UpIsDone && _up.TryRead(ref bytes, out HandshakeItem item, out byte type, out ReadOnlySpan<byte> body))
        {
            switch (item)
            {
                case HandshakeItem.Message when type == TlsRecords.ClientHello:
                    OnClientHello(body);
                    break;
                case HandshakeItem.Message when ClientHello is null:
                    Fail(HelloProblem.Malformed);
                    break;
                case HandshakeItem.Alert:
                    OnAlert(new(false, type, body[0]));
                    break;

                // Before the ServerHello these are early data, and what makes TLS 1.3 look like 1.2: a second hello may follow.
                case HandshakeItem.ChangeCipherSpec or HandshakeItem.Encrypted when ClientHello is not null && ServerHello is null && !DownIsDone:
                case HandshakeItem.Message:
                    break;
                default:
                    EndUp(item is HandshakeItem.TooLarge ? HelloProblem.TooLarge : HelloProblem.Malformed);
                    break;
            }
        }
    }

    public void Down(ReadOnlySpan<byte> bytes)
    {
        while (!DownIsDone && _down.TryRead(ref bytes, out HandshakeItem item, out byte type, out ReadOnlySpan<byte> body))
        {
            switch (item)
            {
                case HandshakeItem.Message:
                    OnServerMessage(type, body);
                    break;
                case HandshakeItem.Alert:
                    OnAlert(new(true, type, body[0]));
                    break;

                // A TLS 1.3 server sends one behind its HelloRetryRequest (RFC 8446, appendix D.4).
                case HandshakeItem.ChangeCipherSpec when _retryRequested && ServerHello is null:
                    break;
                case HandshakeItem.ChangeCipherSpec when ServerHello is not null:
                    ServerHello.IsResumed = !_sawCertificate && !_sawServerHelloDone;
                    EndDown();
                    break;
                default:
                    FailUnless(ServerHello is not null, item);
                    EndDown();
                    break;
            }
        }
    }

    /// <summary>Ends a side. What should have been in it by now, and is not, is too far behind.</summary>
    public void EndUp() => EndUp(HelloProblem.TooLarge);

    /// <inheritdoc cref="EndUp()"/>
    public void EndDown()
    {
        FailUnless(ServerHello is not null, HandshakeItem.TooLarge);
        IgnoreDown();
    }

    /// <summary>Leaves out the origin's side, which began with something else.</summary>
    public void IgnoreDown()
    {
        DownIsDone = true;
        _down.Release();
    }

    private void EndUp(HelloProblem withoutHello)
    {
        if (ClientHello is null)
        {
            FailUp(withoutHello);
        }

        IgnoreUp();
    }

    private void IgnoreUp()
    {
        UpIsDone = true;
        _up.Release();
    }

    /// <summary>Gives buffers back. What is known stays; nothing is added.</summary>
    public void Release()
    {
        (UpIsDone, DownIsDone) = (true, true);
        _up.Release();
        _down.Release();
    }

    private void OnClientHello(ReadOnlySpan<byte> body)
    {
        if (ClientHello is not null && (!_retryRequested || RetriedClientHello is not null))
        {
            return;
        }

        HelloProblem problem = ClientHelloParser.TryParse(body, out ClientHello? hello);
        if (problem is not HelloProblem.None)
        {
            FailUp(problem);
        }
        else if (ClientHello is null)
        {
            ClientHello = hello;
        }
        else
        {
            RetriedClientHello = hello;
        }
    }

    private void OnServerMessage(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case TlsRecords.ServerHello when ServerHello is null:
                OnServerHello(body);
                break;
            case TlsRecords.Certificate when ServerHello is not null && !_sawCertificate:
                OnCertificate(body);
                break;

            // RFC 8422, section 5.4: ECCurveType named_curve, then the curve. In other key exchanges these bytes are something else.
            case TlsRecords.ServerKeyExchange when ServerHello is not null && body is [3, _, _, ..] && ServerHello.CipherSuiteName.StartsWith("TLS_ECDHE_", StringComparison.Ordinal):
                ServerHello.Group = (ushort)((body[1] << 8) | body[2]);
                break;
            case TlsRecords.ServerHelloDone:
                _sawServerHelloDone = true;
                break;
            default:
                FailUnless(ServerHello is not null, HandshakeItem.Broken);
                break;
        }
    }

    private void OnServerHello(ReadOnlySpan<byte> body)
    {
        if (ServerHello.TryParse(body) is not { } hello)
        {
            Fail(HelloProblem.Malformed);
        }
        else if (hello.IsHelloRetryRequest)
        {
            FailUnless(!_retryRequested, HandshakeItem.Broken);
            _retryRequested = true;
        }
        else
        {
            hello.FollowsRetry = _retryRequested;
            ServerHello = hello;
            if (hello.IsTls13)
            {
                EndDown();
            }
        }
    }

    /// <summary>RFC 5246, section 7.4.2: a list of certificates, the server's own first.</summary>
    private void OnCertificate(ReadOnlySpan<byte> body)
    {
        _sawCertificate = true;
        var reader = new WireReader(body);
        if (reader.TryReadUInt24(out _) && reader.TryReadUInt24(out int length) && length <= TlsCertificateSummary.MaxBytes && reader.TryRead(length, out ReadOnlySpan<byte> certificate))
        {
            Certificate = new TlsCertificateSummary(certificate.ToArray());
        }
    }

    private void OnAlert(TlsAlert alert)
    {
        if (Alert is null or { IsFatal: false })
        {
            Alert = alert;
        }

        if (alert.IsFatal)
        {
            Release();
        }
    }

    private void FailUnless(bool isFine, HandshakeItem item)
    {
        if (!isFine)
        {
            Fail(item is HandshakeItem.TooLarge ? HelloProblem.TooLarge : HelloProblem.Malformed);
        }
    }

    /// <summary>The first problem is the one that counts. Nothing is understood after it.</summary>
    private void Fail(HelloProblem problem)
    {
        Problem = Problem is HelloProblem.None ? problem : Problem;
        Release();
    }

    /// <summary>The same for the client's side. How much is looked at is a bound for each: what is too large here says nothing of what the server answers.</summary>
    private void FailUp(HelloProblem problem)
    {
        if (problem is not HelloProblem.TooLarge)
        {
            Fail(problem);
            return;
        }

        Problem = Problem is HelloProblem.None ? problem : Problem;
        IgnoreUp();
    }
}
