namespace Penstock.Tool.Configuration;

/// <summary>The lines of a file as bytes, without a string for each: a list may have a million.</summary>
internal static class LineSplitter
{
    /// <summary>The longest line; what is longer is no name and no network, and is shown cut.</summary>
    private const int MostLine = 64 * 1024;

    public delegate void OnLine(ReadOnlySpan<byte> line, int number);

    public static void Read(Stream stream, OnLine onLine)
    {
        byte[] buffer = new byte[2 * MostLine];
        int held = 0;
        int number = 0;
        bool isFirst = true;
        while (true)
        {
            int read = stream.Read(buffer, held, buffer.Length - held);
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, held + read);
            if (isFirst && rest.StartsWith("\uFEFF"u8))
            {
                rest = rest[3..];
            }

            isFirst = false;
            for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                onLine(rest[..end], ++number);
                rest = rest[(end + 1)..];
            }

            if (read == 0)
            {
                if (!rest.IsEmpty)
                {
                    onLine(rest, ++number);
                }

                return;
            }

            if (rest.Length >= MostLine)
            {
                onLine(rest, ++number);
                rest = [];
            }

            rest.CopyTo(buffer);
            held = rest.Length;
        }
    }
}
