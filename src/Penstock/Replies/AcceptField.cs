using System.Text;
using Penstock.Http;

namespace Penstock.Replies;

/// <summary>Which of the formats of a refusal the client would rather have (RFC 9110, section 12.5.1).</summary>
internal static class AcceptField
{
    private static (int Rank, RefusalFormat Format) Everything => (2 * 1000, RefusalFormat.Text);

    /// <summary>Reads every Accept field of a head. The highest weight wins; of equal ones what is named before a wildcard, and what is named first. A member that is not well formed counts
    /// for nothing: nobody is refused a refusal.</summary>
    public static RefusalFormat Preferred(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields)
    {
        (int Rank, RefusalFormat Format) best = (0, RefusalFormat.Text);
        foreach (FieldLine field in fields)
        {
            ReadOnlySpan<byte> name = bytes[field.Name];
            if (name.Length == 6 && Ascii.EqualsIgnoreCase(name, "accept"u8))
            {
                Read(bytes[field.Value], ref best);
            }
        }

        return best.Format;
    }

    private static void Read(ReadOnlySpan<byte> value, ref (int Rank, RefusalFormat Format) best)
    {
        if (value.SequenceEqual("*/*"u8))
        {
            // What most tools say.
            best = Everything.Rank > best.Rank ? Everything : best;
            return;
        }

        foreach (Range part in value.Split((byte)','))
        {
            ReadOnlySpan<byte> member = value[part];
            int end = member.IndexOf((byte)';');
            ReadOnlySpan<byte> type = Trim(end < 0 ? member : member[..end]);
            (RefusalFormat Format, bool IsNamed)? found =
                Is(type, "text/html"u8) ? (RefusalFormat.Html, true)
                : Is(type, "text/plain"u8) ? (RefusalFormat.Text, true)
                : Is(type, "application/problem+json"u8) ? (RefusalFormat.Problem, true)
                : Is(type, "application/json"u8) ? (RefusalFormat.Json, true)
                : Is(type, "*/*"u8) || Is(type, "text/*"u8) ? (RefusalFormat.Text, false)
                : Is(type, "application/*"u8) ? (RefusalFormat.Problem, false)
                : null;
            if (found is { } format && Weight(end < 0 ? [] : member[(end + 1)..]) is var weight and > 0)
            {
                int rank = (2 * weight) + (format.IsNamed ? 1 : 0);
                best = rank > best.Rank ? (rank, format.Format) : best;
            }
        }
    }

    /// <summary>In thousandths (RFC 9110, section 12.4.2: at most three decimals).</summary>
    private static int Weight(ReadOnlySpan<byte> parameters)
    {
        foreach (Range part in parameters.Split((byte)';'))
        {
            ReadOnlySpan<byte> parameter = Trim(parameters[part]);
            if (parameter is not [(byte)'q' or (byte)'Q', (byte)'=', .. var digits])
            {
                continue;
            }

            if (digits.Length is 0 or > 5 || digits[0] is not ((byte)'0' or (byte)'1') || (digits.Length > 1 && digits[1] != '.') || (digits.Length > 2 && digits[2..].ContainsAnyExceptInRange((byte)'0', (byte)'9')))
            {
                return 0;
            }

            int weight = digits[0] - '0';
            for (int i = 2; i < 5; i++)
            {
                weight = (10 * weight) + (i < digits.Length ? digits[i] - '0' : 0);
            }

            return Math.Min(weight, 1000);
        }

        return 1000;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> type) => Ascii.EqualsIgnoreCase(text, type);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);
}
