using System.Security.Cryptography;

namespace Penstock.EndToEnd.Support;

/// <summary>What is sent through the proxy, and how it is compared: by SHA-256.</summary>
internal static class Content
{
    public static byte[] Random(int length)
    {
        byte[] content = new byte[length];
        System.Random.Shared.NextBytes(content);
        return content;
    }

    /// <summary>Random, and fit for a terminal: one line of letters and digits.</summary>
    public static byte[] RandomLine(int length) =>
        RandomNumberGenerator.GetItems("abcdefghijklmnopqrstuvwxyz0123456789"u8, length);

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string HashOfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The hash of what comes until the other side ends the stream, and how much it was.</summary>
    public static async Task<(string Hash, long Length)> HashToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 * 1024];
        long length = 0;
        int received;
        while ((received = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, received);
            length += received;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }
}
