using CsCheck;
using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>How the bytes were cut must not be seen in what they say: not by the network, not by the sender's records. And whatever they are, nothing is thrown and little is held.</summary>
public sealed class SplitTests
{
    public static TheoryData<string> Names => Capture.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void EachSplitInTwo_SaysTheSame(string name)
    {
        Capture capture = Capture.Read(name);
        string whole = Facts.Of(capture.Recognize());

        for (int flight = 0; flight < capture.Flights.Length; flight++)
        {
            for (int cut = 1; cut < capture.Flights[flight].Bytes.Length; cut++)
            {
                (bool isUp, byte[] bytes) = capture.Flights[flight];
                TunnelRecognizer recognizer = Capture.Show([.. capture.Flights[..flight], new(isUp, bytes[..cut]), new(isUp, bytes[cut..]), .. capture.Flights[(flight + 1)..]]);

                Assert.Equal(whole, Facts.Of(recognizer));
                Assert.Equal(0, recognizer.HeldBytes);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ByteByByte_SaysTheSame(string name)
    {
        Capture capture = Capture.Read(name);
        TunnelRecognizer recognizer = Capture.Show(capture.Flights.SelectMany(flight => flight.Bytes.Select(value => new Capture.Flight(flight.IsUp, [value]))));

        Assert.Equal(Facts.Of(capture.Recognize()), Facts.Of(recognizer));
        Assert.Equal(0, recognizer.HeldBytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HandshakeRecordsOfOneByte_SayTheSame(string name)
    {
        Capture capture = Capture.Read(name);
        string whole = Facts.Of(Capture.Show(capture.Flights));
        Capture.Flight[] cut = [.. capture.Flights.Select(flight => flight with { Bytes = Cut(flight.Bytes) })];

        Assert.Equal(whole, Facts.Of(Capture.Show(cut)));
        Assert.Equal(whole, Facts.Of(Capture.Show(cut.SelectMany(flight => flight.Bytes.Chunk(3).Select(part => flight with { Bytes = part })))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EachPrefix_IsHeldUntilReleased(string name)
    {
        byte[] hello = Capture.Read(name).FirstHello;
        for (int length = 0; length < hello.Length; length++)
        {
            var recognizer = new TunnelRecognizer();
            recognizer.Up(hello.AsSpan(0, length));

            Assert.True(recognizer.WantsUp);
            Assert.Null(recognizer.ClientHello);
            Assert.Equal(HelloProblem.None, recognizer.HelloProblem);
            Assert.InRange(recognizer.HeldBytes, length is 0 or 5 ? 0 : 1, 4096);

            recognizer.Release();
            Assert.Equal(0, recognizer.HeldBytes);
            Assert.False(recognizer.WantsUp || recognizer.WantsDown);
        }
    }

    // A byte that many protocols begin with, and then nothing for hours: a tunnel that is tried and left alone.
    [Fact]
    public void OneByte_HoldsNoRoomForMore()
    {
        var recognizer = new TunnelRecognizer();

        recognizer.Up("P"u8);
        recognizer.Down("+"u8);

        Assert.True(recognizer.WantsUp);
        Assert.InRange(recognizer.HeldBytes, 1, 128);
        recognizer.Release();
    }

    [Fact]
    public void DamagedBytes_ThrowNothing_AndHoldLittle()
    {
        Capture[] captures = [.. Capture.Names.Select(row => Capture.Read(row.Data))];
        Gen<byte> value = Gen.Frequency((1, Gen.Byte), (1, Gen.OneOf(new byte[] { 0, 1, 2, 3, 11, 16, 20, 21, 22, 23, 0x2B, 0x33, 0x7F, 0xFF })));
        Gen<(double At, byte Value, int Kind)[]> edits = Gen.Select(Gen.Double.Unit, value, Gen.Int[0, 2]).Array[0, 6];

        Gen.Select(Gen.Int[0, captures.Length - 1], edits, edits, Gen.Int[1, 3000]).Sample(
            (index, up, down, size) =>
            {
                var recognizer = new TunnelRecognizer();
                foreach (Capture.Flight flight in captures[index].Flights)
                {
                    foreach (byte[] part in Damage(flight.Bytes, flight.IsUp ? up : down).Chunk(size))
                    {
                        Show(recognizer, flight.IsUp, part);
                        Assert.InRange(recognizer.HeldBytes, 0, 2 * TunnelRecognizer.MaxBytes);
                    }
                }

                Assert.NotEmpty(Facts.Of(recognizer));
                recognizer.Release();
                Assert.Equal(0, recognizer.HeldBytes);
            },
            iter: 20_000);
    }

    [Fact]
    public void Garbage_ThrowsNothing() => Gen.Select(Gen.Bool, Gen.Byte.Array[0, 60]).Array[0, 8].Sample(
        pieces =>
        {
            TunnelRecognizer recognizer = Capture.Show(pieces.Select(piece => new Capture.Flight(piece.Item1, piece.Item2)));
            Assert.NotEmpty(Facts.Of(recognizer));
            recognizer.Release();
            Assert.Equal(0, recognizer.HeldBytes);
        },
        iter: 20_000);

    /// <summary>The same handshake messages in records of one byte.</summary>
    private static byte[] Cut(byte[] records)
    {
        var cut = new List<byte>();
        for (int at = 0; at + 5 <= records.Length;)
        {
            int length = Math.Min((records[at + 3] << 8) | records[at + 4], records.Length - at - 5);
            byte[] payload = records[(at + 5)..(at + 5 + length)];

            // An encrypted message has the type of one in clear, and no order of its own.
            bool isClear = records[at] == 22 && payload is [1 or 2 or 11 or 12 or 14, ..];
            foreach (byte[] part in payload.Chunk(isClear ? 1 : Math.Max(1, length)))
            {
                cut.AddRange([records[at], records[at + 1], records[at + 2], (byte)(part.Length >> 8), (byte)part.Length, .. part]);
            }

            at += 5 + length;
        }

        return [.. cut];
    }

    private static byte[] Damage(byte[] bytes, (double At, byte Value, int Kind)[] edits)
    {
        List<byte> damaged = [.. bytes];
        foreach ((double at, byte value, int kind) in edits)
        {
            int index = (int)(at * Math.Min(damaged.Count, 400));
            if (kind == 0 || damaged.Count == 0)
            {
                damaged.Insert(index, value);
            }
            else if (kind == 1)
            {
                damaged[index] = value;
            }
            else
            {
                damaged.RemoveAt(index);
            }
        }

        return [.. damaged];
    }

    private static void Show(TunnelRecognizer recognizer, bool isUp, byte[] bytes)
    {
        if (isUp)
        {
            recognizer.Up(bytes);
        }
        else
        {
            recognizer.Down(bytes);
        }
    }
}
