namespace Penstock.Observability.Formats;

/// <summary>The key <c>tls</c> of <see cref="JsonLine"/>.</summary>
internal static class JsonTls
{
    public static void Write(ref LogLine line, TlsFacts? tls)
    {
        if (tls is null)
        {
            return;
        }

        int start = line.Written.Length;
        JsonText.Text(ref line, ",\"sni\":"u8, tls.ServerName);
        JsonText.List(ref line, ",\"alpn_offered\":"u8, tls.AlpnOffered);
        JsonText.Number(ref line, ",\"alpn_count\":"u8, tls.AlpnCount);
        JsonText.List(ref line, ",\"versions_offered\":"u8, tls.VersionsOffered);
        JsonText.Flag(ref line, ",\"ech_offered\":"u8, tls.EchOffered);
        JsonText.Flag(ref line, ",\"psk_offered\":"u8, tls.PskOffered);
        JsonText.Flag(ref line, ",\"ticket_offered\":"u8, tls.TicketOffered);
        JsonText.Flag(ref line, ",\"early_data_offered\":"u8, tls.EarlyDataOffered);
        JsonText.Flag(ref line, ",\"post_quantum_offered\":"u8, tls.PostQuantumOffered);
        JsonText.Text(ref line, ",\"ja4\":"u8, tls.Ja4);
        JsonText.Text(ref line, ",\"problem\":"u8, tls.Problem);
        JsonText.Text(ref line, ",\"version\":"u8, tls.Version);
        JsonText.Text(ref line, ",\"cipher\":"u8, tls.CipherSuite);
        JsonText.Text(ref line, ",\"group\":"u8, tls.Group);
        JsonText.Flag(ref line, ",\"post_quantum\":"u8, tls.IsPostQuantum);
        JsonText.Text(ref line, ",\"alpn\":"u8, tls.Alpn);
        JsonText.Flag(ref line, ",\"resumed\":"u8, tls.IsResumed);
        JsonText.Flag(ref line, ",\"retried\":"u8, tls.WasRetried);
        WriteCertificate(ref line, tls.Certificate);
        if (tls.Alert is { } alert)
        {
            JsonText.Text(ref line, ",\"alert\":{\"from\":"u8, alert.From);
            JsonText.Text(ref line, ",\"level\":"u8, alert.Level);
            JsonText.Text(ref line, ",\"description\":"u8, alert.Description);
            line.Append((byte)'}');
        }

        line.Wrap(start, ",\"tls\":{"u8);
    }

    private static void WriteCertificate(ref LogLine line, TlsCertificateFacts? certificate)
    {
        if (certificate is null)
        {
            return;
        }

        int start = line.Written.Length;
        JsonText.Text(ref line, ",\"subject\":"u8, certificate.Subject);
        JsonText.List(ref line, ",\"names\":"u8, certificate.Names);
        JsonText.Number(ref line, ",\"name_count\":"u8, certificate.NameCount);
        JsonText.Text(ref line, ",\"issuer\":"u8, certificate.Issuer);
        Time(ref line, ",\"not_before\":"u8, certificate.NotBefore);
        Time(ref line, ",\"not_after\":"u8, certificate.NotAfter);
        line.Wrap(start, ",\"certificate\":{"u8);
    }

    private static void Time(ref LogLine line, ReadOnlySpan<byte> key, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            line.Append(key);
            JsonText.Time(ref line, known);
        }
    }
}
