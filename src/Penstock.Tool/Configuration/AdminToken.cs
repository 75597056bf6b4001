namespace Penstock.Tool.Configuration;

/// <summary>The secret that clients of the admin endpoint know.</summary>
internal static class AdminToken
{
    // Shorter ones can be guessed; longer ones do not fit in a request's head with the rest.
    private const int Least = 16;
    private const int Most = 1024;

    /// <summary>Reads it from a file: its text without white space around it; null, and a sentence, if that cannot be.</summary>
    public static string? Read(string path, out string? problem)
    {
        try
        {
            using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
            byte[] bytes = new byte[Most + 64];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string token = System.Text.Encoding.Latin1.GetString(bytes, 0, length).Trim();
            problem = Problem(token) is { } wrong ? $"the token in {MapReader.Shown(path)} {wrong}" : null;
            return problem is null ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"{MapReader.Shown(path)} cannot be read: {FileTrouble.Reason(path, e)}";
            return null;
        }
    }

    /// <summary>What is wrong with a token, to be said behind "the token"; null for nothing. The token itself is not in it.</summary>
    public static string? Problem(string token) =>
        token.Length < Least ? $"has fewer than {Least} characters, so it can be guessed (try: openssl rand -hex 16)"
        : token.Length > Most ? $"has more than {Most} characters"
        : token.Any(c => c is <= ' ' or > '~') ? "has characters that are not visible ASCII (try: openssl rand -hex 16)"
        : null;
}
