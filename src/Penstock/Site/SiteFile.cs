using Microsoft.Win32.SafeHandles;

namespace Penstock.Site;

/// <summary>An open file of the site, as it was when it was opened.</summary>
internal sealed class SiteFile : IDisposable
{
    // The time of a file is as exact as its file system has it, at worst two seconds (FAT): one written so lately may be written again and keep its time (RFC 9110, section 8.8.1).
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly SafeFileHandle _handle;
    private readonly DateTime _written;

    /// <exception cref="IOException">The file can no longer be asked.</exception>
    public SiteFile(SafeFileHandle handle, string name, DateTimeOffset now)
    {
        _handle = handle;
        _written = File.GetLastWriteTimeUtc(handle);
        Length = RandomAccess.GetLength(handle);
        MediaType = MediaTypes.Of(name);
        bool isWeak = now.UtcDateTime - _written < Settled;
        Tag = new EntityTag(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{_written.Ticks:x}-{Length:x}\""), isWeak);

        // A time is never later than the answer's own (RFC 9110, section 8.8.2.1), and has no parts of a second.
        DateTime shown = _written > now.UtcDateTime ? now.UtcDateTime : _written;
        LastModified = new DateTimeOffset(shown.Ticks - (shown.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    public long Length { get; }

    public string MediaType { get; }

    public EntityTag Tag { get; }

    /// <summary>In whole seconds.</summary>
    public DateTimeOffset LastModified { get; }

    /// <summary>Reads what there is from <paramref name="offset"/> on. Blocks.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From where on.</param>
    /// <param name="isLast">Whether the answer is complete with that: then the file has to be still the one that the answer began with.</param>
    /// <returns>False if the buffer could not be filled, or the file has changed.</returns>
    public bool TryRead(Span<byte> buffer, long offset, bool isLast)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                int count = RandomAccess.Read(_handle, buffer, offset);
                if (count == 0)
                {
                    return false;
                }

                buffer = buffer[count..];
                offset += count;
            }

            return !isLast || (File.GetLastWriteTimeUtc(_handle) == _written && RandomAccess.GetLength(_handle) == Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _handle.Dispose();
}
