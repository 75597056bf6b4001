using System.Text;

namespace Penstock.Forwarding;

/// <summary>The protocols that a client offers to change to (RFC 9110, section 7.8).</summary>
/// <remarks>h2c is never among them: RFC 9113, section 3.1, has withdrawn that upgrade, and what is asked for inside of it would be asked past every rule.</remarks>
internal struct UpgradeOffer
{
    // A client offers one or two. Each is compared with each of the answer, and makes the list a byte longer than it may have come.
    private const int MostProtocols = 16;

    private byte[]? _protocols;
    private int _count;

    public readonly bool Any => _protocols is not null;

    /// <summary>As they are passed on.</summary>
    public readonly ReadOnlySpan<byte> Protocols => _protocols;

    /// <summary>Takes one more Upgrade line.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        foreach (Range element in value.Split((byte)','))
        {
            ReadOnlySpan<byte> protocol = value[element].Trim(" \t"u8);
            if (_count < MostProtocols && !protocol.IsEmpty && !Ascii.EqualsIgnoreCase(protocol, "h2c"u8))
            {
                _count++;
                _protocols = _protocols is null ? protocol.ToArray() : [.. _protocols, .. ", "u8, .. protocol];
            }
        }
    }

    /// <summary>Whether every protocol of an answer was offered; it has one at least.</summary>
    public readonly bool Holds(ReadOnlySpan<byte> answer)
    {
        foreach (Range element in answer.Split((byte)','))
        {
            if (!HoldsOne(answer[element].Trim(" \t"u8)))
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool HoldsOne(ReadOnlySpan<byte> protocol)
    {
        ReadOnlySpan<byte> offered = _protocols;
        foreach (Range element in offered.Split((byte)','))
        {
            if (!protocol.IsEmpty && Ascii.EqualsIgnoreCase(offered[element].Trim(" \t"u8), protocol))
            {
                return true;
            }
        }

        return false;
    }
}
