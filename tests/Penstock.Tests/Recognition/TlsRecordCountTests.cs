using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

public sealed class TlsRecordCountTests
{
    public static TheoryData<string> Names => Capture.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Records_AreCountedAlike_HoweverTheyAreCut(string name)
    {
        byte[] bytes = [.. Capture.Read(name).Flights.Where(flight => flight.IsUp).SelectMany(flight => flight.Bytes)];
        TlsRecordCount whole = Count(bytes, bytes.Length);

        Assert.Equal(Walk(bytes), whole.Records);
        Assert.All([1, 2, 3, 7, 100], size => Assert.Equal((whole.Records, true), (Count(bytes, size).Records, Count(bytes, size).IsExact)));
    }

    [Theory]
    [InlineData("4745542f20")]
    [InlineData("1604010001")]
    [InlineData("170303ffff")]
    public void SomethingElse_IsNotCounted_AndSaysSo(string hex)
    {
        byte[] bytes = [23, 3, 3, 0, 1, 0, .. Convert.FromHexString(hex), 23, 3, 3, 0, 1, 0];

        Assert.All([1, 4, bytes.Length], size => Assert.Equal((1, false), (Count(bytes, size).Records, Count(bytes, size).IsExact)));
    }

    [Fact]
    public void MissedBytes_EndTheCount()
    {
        TlsRecordCount count = Count([23, 3, 3, 0, 1, 0], 6);
        count.Miss();
        count.Add([23, 3, 3, 0, 1, 0]);

        Assert.Equal((1, false), (count.Records, count.IsExact));
    }

    private static TlsRecordCount Count(byte[] bytes, int size)
    {
        var count = default(TlsRecordCount);
        foreach (byte[] part in bytes.Chunk(size))
        {
            count.Add(part);
        }

        return count;
    }

    private static int Walk(byte[] bytes)
    {
        int records = 0;
        for (int at = 0; at + 5 <= bytes.Length; at += 5 + (bytes[at + 3] << 8) + bytes[at + 4])
        {
            records++;
        }

        return records;
    }
}
