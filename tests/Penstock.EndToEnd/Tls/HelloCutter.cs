using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Tls;

/// <summary>Sends a hello in pieces, and what follows as it is.</summary>
internal static class HelloCutter
{
    private const int Header = 5;

    /// <summary>The first write is the hello; it becomes those that <paramref name="cut"/> makes of it.</summary>
    public static Stream Over(Stream stream, Func<byte[], IEnumerable<byte[]>> cut)
    {
        bool isFirst = true;
        return new RecutStream(stream, bytes =>
        {
            bool isHello = isFirst;
            isFirst = false;
            return isHello ? cut(bytes) : [bytes];
        });
    }

    /// <summary>One record as many, of at most so many bytes each: RFC 8446, section 5.1, lets a handshake message be split over any number of them.</summary>
    public static byte[] InRecords(byte[] record, int size)
    {
        Assert.Equal(record.Length, Header + ((record[3] << 8) | record[4]));
        return [.. record[Header..].Chunk(size).SelectMany(part => (byte[])[.. record[..3], (byte)(part.Length >> 8), (byte)part.Length, .. part])];
    }
}
