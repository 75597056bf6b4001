namespace Penstock.Recognition;

/// <summary>
/// Counts the TLS records of one direction, which are in clear but for their content (RFC 8446, section 5.1), over the pieces in which they pass. Costs some nanoseconds a record: only
/// the five bytes of each header are looked at. Counts a record when its header is complete.
/// </summary>
internal struct TlsRecordCount
{
    private const int HeaderLength = 5;

    /// <summary>RFC 5246, section 6.2.3: 2^14 + 2048 bytes. RFC 8446 allows fewer.</summary>
    internal const int MaxPayload = (1 << 14) + 2048;

    private int _payloadLeft;
    private int _headerBytes;
    private int _lengthHigh;
    private bool _lost;

    public long Records { get; private set; }

    /// <summary>Whether every record that passed was counted: false once something passed that is no record, or that was not seen.</summary>
    public readonly bool IsExact => !_lost;

    /// <summary>Says that bytes passed that are not shown here. The count stops.</summary>
    public void Miss() => _lost = true;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!_lost && !bytes.IsEmpty)
        {
            if (_payloadLeft >= bytes.Length)
            {
                _payloadLeft -= bytes.Length;
                return;
            }

            bytes = bytes[_payloadLeft..];
            _payloadLeft = 0;
            if (_headerBytes == 0 && bytes.Length >= HeaderLength)
            {
                CheckStart(bytes[0], bytes[1]);
                Begin((bytes[3] << 8) | bytes[4]);
                bytes = bytes[HeaderLength..];
            }
            else
            {
                AddHeaderByte(bytes[0]);
                bytes = bytes[1..];
            }
        }
    }

    private void AddHeaderByte(byte value)
    {
        switch (_headerBytes++)
        {
            case 0:
                CheckStart(value, 3);
                break;
            case 1:
                CheckStart(TlsRecords.Handshake, value);
                break;
            case 3:
                _lengthHigh = value << 8;
                break;
            case 4:
                _headerBytes = 0;
                Begin(_lengthHigh | value);
                break;
        }
    }

    private void CheckStart(byte type, byte majorVersion) => _lost |= type is < TlsRecords.ChangeCipherSpec or > TlsRecords.Heartbeat || majorVersion != 3;

    private void Begin(int length)
    {
        _lost |= length > MaxPayload;
        if (!_lost)
        {
            _payloadLeft = length;
            Records++;
        }
    }
}
