using System.Diagnostics.CodeAnalysis;
using Penstock.Observability.Formats;

namespace Penstock.Observability;

/// <summary>The format of an access log's lines, compiled: writing a line allocates nothing and looks nothing up.</summary>
internal sealed class AccessLogFormat
{
    /// <summary>mod_log_config's <c>common</c>, of which only the bytes of a tunnel differ: they are what passed to the client.</summary>
    public const string Common = "%h %l %u %t \"%r\" %>s %b";

    /// <summary>The same with who sent the client here, and what the client calls itself.</summary>
    public const string Combined = Common + " \"%{Referer}i\" \"%{User-Agent}i\"";

    private readonly LogPiece[] _pieces;

    private AccessLogFormat(LogPiece[] pieces, LogNeeds needs)
    {
        _pieces = pieces;
        Needs = needs;
    }

    /// <summary>What it names of requests that is not kept anyway.</summary>
    public LogNeeds Needs { get; }

    /// <summary>Reads <c>common</c>, <c>combined</c>, <c>squid</c>, <c>json</c> or a LogFormat string; <paramref name="problem"/> is a sentence that says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AccessLogFormat? format, [NotNullWhen(false)] out string? problem) =>
        TryParse(text, new LogSettings(), out format, out problem);

    /// <inheritdoc cref="TryParse(string, out AccessLogFormat?, out string?)"/>
    public static bool TryParse(string text, LogSettings settings, [NotNullWhen(true)] out AccessLogFormat? format, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        format = text switch
        {
            "common" => Compile(Common, settings, out problem),
            "combined" => Compile(Combined, settings, out problem),
            "squid" => new([SquidLine.Write], new([], [SquidLine.TypeField], LocalAddress: false)),
            "json" => new([JsonLine.Write], new([JsonLine.UserAgentField], [], LocalAddress: false)),
            _ when !text.Contains('%', StringComparison.Ordinal) => null,
            _ => Compile(text, settings, out problem),
        };
        problem = format is null ? problem ?? $"\"{text}\" is not a format (say common, combined, squid or json, or a LogFormat with %)" : null;
        return format is not null;
    }

    /// <summary>Writes the line, with its end.</summary>
    public void Write(ref LogLine line, RequestTimeline request)
    {
        foreach (LogPiece piece in _pieces)
        {
            piece(ref line, request);
        }

        line.Append((byte)'\n');
    }

    private static AccessLogFormat? Compile(string text, LogSettings settings, out string? problem)
    {
        var compiler = new LogFormatCompiler(settings);
        return compiler.Compile(text, out problem) is { } pieces ? new AccessLogFormat(pieces, compiler.Needs) : null;
    }
}
