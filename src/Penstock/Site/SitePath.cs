using System.Text;
using System.Text.Unicode;
using Penstock.Http;

namespace Penstock.Site;

/// <summary>What a request target asks for below the root: decoded, without dot segments, and nothing that a file system could take for a step elsewhere.</summary>
/// <param name="Segments">The names, from the root on.</param>
/// <param name="IsFolder">Whether it ends in a slash, or in a dot segment.</param>
/// <param name="Query">With its question mark; empty if there is none.</param>
internal sealed record SitePath(IReadOnlyList<string> Segments, bool IsFolder, string Query)
{
    /// <summary>With slashes between its names, none before and none behind.</summary>
    public string Relative => string.Join('/', Segments);

    /// <summary>The target of the folder itself, encoded anew: it begins with one slash, whatever the request's began with, so that nobody is sent to another host.</summary>
    public string FolderTarget => string.Concat(Segments.Select(segment => "/" + PercentEncoding.EncodeSegment(segment))) + "/" + Query;

    /// <summary>Reads an origin-form target (RFC 9112, section 3.2.1).</summary>
    /// <returns>0, or the status of the answer to a target that asks for nothing: 400 if it is broken, else 404.</returns>
    public static int Read(ReadOnlySpan<byte> target, out SitePath path)
    {
        path = new SitePath([], true, "");
        int end = target.IndexOf((byte)'?');
        string query = end < 0 ? "" : Encoding.ASCII.GetString(target[end..]);
        ReadOnlySpan<byte> rest = end < 0 ? target : target[..end];

        var segments = new List<string>();
        bool isFolder = true;
        foreach (Range range in rest.Split((byte)'/'))
        {
            int status = ReadSegment(rest[range], out string segment);
            if (status != 0)
            {
                return status;
            }

            isFolder = segment is "" or "." or "..";
            if (segment == ".." && segments.Count == 0)
            {
                return 400;
            }

            if (segment == "..")
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (!isFolder)
            {
                if (!IsServed(segment))
                {
                    return 404;
                }

                segments.Add(segment);
            }
        }

        path = new SitePath(segments, isFolder, query);
        return 0;
    }

    private static int ReadSegment(ReadOnlySpan<byte> encoded, out string segment)
    {
        segment = "";
        if (!PercentEncoding.IsValid(encoded))
        {
            return 400;
        }

        byte[] decoded = new byte[encoded.Length];
        ReadOnlySpan<byte> bytes = decoded.AsSpan(0, PercentEncoding.Decode(encoded, decoded));
        if (bytes.Contains((byte)0))
        {
            return 400;
        }

        // A slash that was encoded is part of a name, and no name has one; a backslash is a slash to some systems.
        if (bytes.ContainsAny((byte)'/', (byte)'\\') || bytes.ContainsAnyInRange((byte)1, (byte)0x1F) || bytes.Contains((byte)0x7F))
        {
            return 404;
        }

        if (!Utf8.IsValid(bytes))
        {
            return 404;
        }

        segment = Encoding.UTF8.GetString(bytes);
        return 0;
    }

    // Names with a dot first are hidden: .htpasswd, .git.
    private static bool IsServed(string segment) => segment[0] != '.' && (!OperatingSystem.IsWindows() || IsPlainOnWindows(segment));

    // Streams of a file ("x::$DATA"), short names ("SECRET~1"), devices ("nul.txt"), and the dots and spaces at the end of a name that Windows does not see.
    private static bool IsPlainOnWindows(string segment)
    {
        string stem = segment.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        return segment.IndexOfAny([':', '~', '*', '?', '"', '<', '>', '|']) < 0 && segment[^1] is not ('.' or ' ')
            && stem is not ("CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$")
            && !(stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)));
    }
}
