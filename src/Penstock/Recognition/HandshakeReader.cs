using System.Buffers.Binary;

namespace Penstock.Recognition;

/// <summary>What a <see cref="HandshakeReader"/> found next.</summary>
internal enum HandshakeItem
{
    /// <summary>A complete handshake message.</summary>
    Message,

    /// <summary>The two bytes of an alert that is not encrypted.</summary>
    Alert,

    /// <summary>A record of type change_cipher_spec begins.</summary>
    ChangeCipherSpec,

    /// <summary>A record of application data begins, or an alert that is encrypted.</summary>
    Encrypted,

    /// <summary>This is no TLS. Nothing more is read.</summary>
    Broken,

    /// <summary>A message announces more than is looked at. Nothing more is read.</summary>
    TooLarge,
}

/// <summary>
/// Takes handshake messages out of the records of one side, however they are cut: several in a record, one over many records (RFC 8446, section 5.1), records over many reads. A message that
/// stands whole in what was read is handed out where it stands; only others are collected. Not to be copied.
/// </summary>
internal struct HandshakeReader
{
    private const int MessageHeader = 4;

    /// <summary>RFC 8446, section 6: a level and a description. A longer one is encrypted.</summary>
    private const int AlertBytes = 2;

    private ByteCollector _message;
    private bool _handedOut;
    private bool _stopped;
    private int _headerBytes;
    private byte _type;
    private int _length;
    private int _payloadLeft;
    private byte _alertLevel;

    /// <inheritdoc cref="ByteCollector.HeldBytes"/>
    public readonly int HeldBytes => _message.HeldBytes;

    /// <summary>Reads up to the next item.</summary>
    /// <param name="bytes">What came; what is left of it afterwards.</param>
    /// <param name="item">What was found.</param>
    /// <param name="type">The type of a message; the level of an alert.</param>
    /// <param name="body">The body of a message, or the description of an alert. Valid until the next call.</param>
    /// <returns>False if all bytes are read and nothing more is complete.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out HandshakeItem item, out byte type, out ReadOnlySpan<byte> body)
    {
        if (_handedOut)
        {
            _message.Release();
            _handedOut = false;
        }

        item = HandshakeItem.Broken;
        type = 0;
        body = default;
        while (!bytes.IsEmpty && !_stopped)
        {
            if (_headerBytes < 5)
            {
                if (!TakeHeader(ref bytes))
                {
                    continue;
                }

                item = Begin();
                if (item is not HandshakeItem.Message)
                {
                    _stopped = item is HandshakeItem.Broken;
                    return true;
                }

                continue;
            }

            ReadOnlySpan<byte> payload = bytes[..Math.Min(bytes.Length, _payloadLeft)];
            int taken = payload.Length;
            bool found = _type switch
            {
                TlsRecords.Handshake => TakeMessage(payload, out taken, out item, out type, out body),
                TlsRecords.Alert when _length == AlertBytes => TakeAlert(payload, out taken, out item, out type, out body),
                _ => false,
            };
            bytes = bytes[taken..];
            _payloadLeft -= taken;
            if (_payloadLeft == 0)
            {
                _headerBytes = 0;
            }

            if (found)
            {
                _stopped = item is HandshakeItem.TooLarge;
                return true;
            }
        }

        return false;
    }

    public void Release()
    {
        _message.Release();
        _stopped = true;
    }

    /// <summary>Whether the header is complete. The version of a record is not looked at but for its first byte: RFC 8446, section 5.1, has it ignored.</summary>
    private bool TakeHeader(ref ReadOnlySpan<byte> bytes)
    {
        byte value = bytes[0];
        bytes = bytes[1..];
        switch (_headerBytes++)
        {
            case 0:
                _type = value;
                break;
            case 1 when value != 3:
                _type = 0;
                break;
            case 3:
                _length = value << 8;
                break;
            case 4:
                _length |= value;
                return true;
        }

        return false;
    }

    /// <summary>What the beginning of a record says. A message, or an alert in clear, is yet to be read.</summary>
    private HandshakeItem Begin()
    {
        _payloadLeft = _length;
        HandshakeItem item = _type switch
        {
            // RFC 8446, section 5.1: no record of a handshake or of an alert is empty, and none in clear is longer than 2^14.
            TlsRecords.Handshake when _length is > 0 and <= 1 << 14 => HandshakeItem.Message,
            TlsRecords.Alert when _length == AlertBytes && _message.IsEmpty => HandshakeItem.Message,
            TlsRecords.Alert when _length is > AlertBytes and <= TlsRecordCount.MaxPayload => HandshakeItem.Encrypted,
            TlsRecords.ChangeCipherSpec when _length == 1 => HandshakeItem.ChangeCipherSpec,
            TlsRecords.ApplicationData when _length <= TlsRecordCount.MaxPayload && _message.IsEmpty => HandshakeItem.Encrypted,
            _ => HandshakeItem.Broken,
        };
        if (_payloadLeft == 0)
        {
            _headerBytes = 0;
        }

        return item;
    }

    private bool TakeMessage(ReadOnlySpan<byte> payload, out int taken, out HandshakeItem item, out byte type, out ReadOnlySpan<byte> body)
    {
        item = HandshakeItem.Message;
        type = 0;
        body = default;
        if (_message.IsEmpty && payload.Length >= MessageHeader && TotalLength(payload) is var whole && whole <= payload.Length)
        {
            taken = whole;
            type = payload[0];
            body = payload[MessageHeader..whole];
            return true;
        }

        int needed = (_message.Count < MessageHeader ? MessageHeader : TotalLength(_message.Bytes)) - _message.Count;
        taken = Math.Min(needed, payload.Length);
        _message.Append(payload[..taken]);
        if (_message.Count < MessageHeader)
        {
            return false;
        }

        int total = TotalLength(_message.Bytes);
        if (total > TunnelRecognizer.MaxBytes)
        {
            item = HandshakeItem.TooLarge;
            return true;
        }

        type = _message.Bytes[0];
        body = _message.Bytes[MessageHeader..];
        _handedOut = _message.Count == total;
        return _handedOut;
    }

    private bool TakeAlert(ReadOnlySpan<byte> payload, out int taken, out HandshakeItem item, out byte type, out ReadOnlySpan<byte> body)
    {
        item = HandshakeItem.Alert;
        taken = payload.Length;
        _alertLevel = _payloadLeft == AlertBytes ? payload[0] : _alertLevel;
        type = _alertLevel;
        body = payload[^1..];
        return payload.Length == _payloadLeft;
    }

    private static int TotalLength(ReadOnlySpan<byte> message) => MessageHeader + (int)(BinaryPrimitives.ReadUInt32BigEndian(message) & 0xFF_FFFF);
}
