namespace Penstock.EndToEnd.Support;

/// <summary>Writes what it is given in other pieces.</summary>
/// <param name="inner">What it reads from, and writes to.</param>
/// <param name="recut">Of one write, those that it becomes.</param>
internal sealed class RecutStream(Stream inner, Func<byte[], IEnumerable<byte[]>> recut) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        foreach (byte[] piece in recut(buffer.ToArray()))
        {
            await inner.WriteAsync(piece, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
