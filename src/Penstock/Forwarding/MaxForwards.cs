using Penstock.Http;

namespace Penstock.Forwarding;

/// <summary>How many more proxies a TRACE or OPTIONS may pass (RFC 9110, section 7.6.2). Other methods do not ask that.</summary>
internal static class MaxForwards
{
    /// <summary>Finds it; null if there is none.</summary>
    public static HeadRejection Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldLine> fields, out long? value)
    {
        value = null;
        foreach (FieldLine field in fields)
        {
            if (field.Known != KnownField.MaxForwards)
            {
                continue;
            }

            ReadOnlySpan<byte> digits = bytes[field.Value];
            if (value is not null || digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return HeadRejection.InvalidMaxForwards;
            }

            // One that is too large to count is as good as the largest that is not.
            value = ContentLength.TryParse(digits, out long number) ? number : long.MaxValue;
        }

        return HeadRejection.None;
    }
}
