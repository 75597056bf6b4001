using System.Buffers;
using System.Diagnostics;
using System.Text;
using Penstock.Http;

namespace Penstock.Observability;

/// <summary>The field <c>traceparent</c> (W3C Trace Context, section 3.2): the trace that a request is part of, if its client says so as it must be said.</summary>
internal static class TraceParent
{
    private const int VersionLength = 2;
    private const int TraceId = 3;
    private const int SpanId = 36;
    private const int Flags = 53;
    private const int Length = 55;

    // Lower case alone.
    private static readonly SearchValues<byte> s_hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>What the fields of a head say; the default value if they say nothing, or it is wrong, or there are two of them.</summary>
    public static ActivityContext Find(ReadOnlySpan<byte> head, ReadOnlySpan<FieldLine> fields)
    {
        ActivityContext found = default;
        bool isThere = false;
        foreach (FieldLine field in fields)
        {
            if (Ascii.EqualsIgnoreCase(head[field.Name], "traceparent"u8))
            {
                if (isThere || !TryParse(head[field.Value], out found))
                {
                    return default;
                }

                isThere = true;
            }
        }

        return found;
    }

    /// <summary>Reads a value. Of a version that is not known yet only what version 00 has is read, and whatever follows must begin with a dash (section 3.2.4).</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out ActivityContext context)
    {
        context = default;
        if (value.Length < Length || value[VersionLength] != '-' || value[SpanId - 1] != '-' || value[Flags - 1] != '-')
        {
            return false;
        }

        ReadOnlySpan<byte> version = value[..VersionLength];
        ReadOnlySpan<byte> trace = value.Slice(TraceId, 32);
        ReadOnlySpan<byte> span = value.Slice(SpanId, 16);
        ReadOnlySpan<byte> flags = value.Slice(Flags, 2);
        bool isWhole = value.Length == Length || (!version.SequenceEqual("00"u8) && value[Length] == '-');
        if (!isWhole || !IsHex(version) || version.SequenceEqual("ff"u8) || !IsId(trace) || !IsId(span) || !IsHex(flags))
        {
            return false;
        }

        bool isSampled = (Digit(flags[1]) & 1) != 0;
        context = new ActivityContext(
            ActivityTraceId.CreateFromUtf8String(trace), ActivitySpanId.CreateFromUtf8String(span), isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, traceState: null, isRemote: true);
        return true;
    }

    private static bool IsId(ReadOnlySpan<byte> text) => IsHex(text) && text.ContainsAnyExcept((byte)'0');

    private static bool IsHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(s_hex);

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : hex - 'a' + 10;
}
