using System.Text;

namespace Penstock.Http;

/// <summary>What the Connection lines of a message say (RFC 9110, section 7.6.1): about the connection's life, and which fields are for this hop only.</summary>
internal record struct ConnectionOptions
{
    /// <summary>More than anybody has fields of one hop; each is looked for among them again.</summary>
    internal const int MaxElements = 64;

    private bool _close;
    private bool _keepAlive;
    private int _elements;

    /// <summary>Whether there are more of them than <see cref="MaxElements"/>.</summary>
    internal readonly bool AreTooMany => _elements > MaxElements;

    /// <summary>Whether there are options that may be the names of fields.</summary>
    internal bool NamesFields { get; private set; }

    /// <summary>Whether Upgrade is named: without that the field means nothing (RFC 9110, section 7.8).</summary>
    internal bool NamesUpgrade { get; private set; }

    /// <summary>Takes one more Connection line. RFC 9110, section 7.6.1: Connection = #connection-option, case-insensitive.</summary>
    internal void Add(ReadOnlySpan<byte> value)
    {
        foreach (Range element in value.Split((byte)','))
        {
            ReadOnlySpan<byte> option = value[element].Trim(" \t"u8);
            _elements++;
            if (!AddLife(option) && !option.IsEmpty)
            {
                NamesFields = true;
                NamesUpgrade |= Ascii.EqualsIgnoreCase(option, "upgrade"u8);
            }
        }
    }

    /// <summary>Takes one more Proxy-Connection line, which speaks of the connection's life alone.</summary>
    internal void AddProxyConnection(ReadOnlySpan<byte> value)
    {
        foreach (Range element in value.Split((byte)','))
        {
            AddLife(value[element].Trim(" \t"u8));
        }
    }

    /// <summary>RFC 9112, section 9.3: close wins; HTTP/1.1 persists by itself, HTTP/1.0 by keep-alive.</summary>
    internal readonly bool KeepsAlive(int minorVersion) => !_close && (minorVersion >= 1 || _keepAlive);

    /// <summary>Whether the Connection lines of a message name a field.</summary>
    internal static bool Name(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        foreach (FieldLine field in fields)
        {
            if (field.Known == KnownField.Connection && Holds(bytes[field.Value], name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a list of options holds a name.</summary>
    internal static bool Holds(ReadOnlySpan<byte> options, ReadOnlySpan<byte> name)
    {
        foreach (Range element in options.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(options[element].Trim(" \t"u8), name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The options of a message that may be the names of fields, for when its trailers come; mostly there are none.</summary>
    internal readonly byte[] CopyNames(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        byte[] names = [];
        foreach (FieldLine field in NamesFields ? fields : [])
        {
            if (field.Known == KnownField.Connection)
            {
                names = [.. names, .. bytes[field.Value], (byte)','];
            }
        }

        return names;
    }

    private bool AddLife(ReadOnlySpan<byte> option)
    {
        bool close = Ascii.EqualsIgnoreCase(option, "close"u8);
        bool keepAlive = Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
        _close |= close;
        _keepAlive |= keepAlive;
        return close || keepAlive;
    }
}
