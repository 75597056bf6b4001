namespace Penstock.Observability;

/// <summary>Where the lines of a log go: a file that is appended to and, once it is large enough, moved aside; or standard output or error. Used by one thread at a time.</summary>
internal sealed class LogOutput : IDisposable
{
    // What keeps a file from being moved is a matter of people: it is looked at again as often as somebody could have dealt with it.
    private static readonly TimeSpan RetryRotation = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly Action<string> _tell;
    private Stream _stream;
    private long _rotateAfter;
    private bool _hasTold;

    /// <param name="path">A file, <c>-</c> for standard output, or <see cref="LogFile.StandardError"/>.</param>
    /// <param name="tell">Told, in a sentence, what could not be done to the file. What is written goes to the old one then.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor written to.</exception>
    public LogOutput(string path, Action<string> tell)
    {
        _path = path;
        _tell = tell;
        _stream = Open();
    }

    /// <summary>When the file is moved aside.</summary>
    public LogRotation Rotation { get; set; } = new();

    /// <summary>Opens the path anew, if that can be done: what was open stays open otherwise.</summary>
    public void Reopen()
    {
        try
        {
            Replace(Open());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _tell($"cannot open {_path} anew ({e.Message}); the log goes on in the file that was open");
        }
    }

    /// <summary>Writes lines, the last of which is whole too; what has been written is taken off them.</summary>
    /// <exception cref="IOException">Some or all could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Append(ref ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            // Where the end is now: another process may write to the file too, or have cut it (logrotate's copytruncate).
            long size = _stream.CanSeek ? _stream.Seek(0, SeekOrigin.End) : 0;
            int count = _stream.CanSeek && Rotation.Bytes > 0 && Environment.TickCount64 >= _rotateAfter ? Fitting(lines, size) : lines.Length;
            if (count == 0)
            {
                Rotate(size);
                continue;
            }

            try
            {
                _stream.Write(lines[..count]);
                _stream.Flush();
            }
            catch (IOException) when (_stream.CanSeek)
            {
                lines = lines[KeepWhole(size, lines[..count])..];
                throw;
            }

            lines = lines[count..];
        }
    }

    public void Dispose() => _stream.Dispose();

    // A disk that becomes full takes the beginning of what it is given, as often as not to the middle of a line: that half is taken back, or the next line would stand behind it.
    private int KeepWhole(long size, ReadOnlySpan<byte> lines)
    {
        int written = (int)Math.Clamp(_stream.Length - size, 0, lines.Length);
        int whole = lines[..written].LastIndexOf((byte)'\n') + 1;
        if (whole < written)
        {
            _stream.SetLength(size + whole);
        }

        return whole;
    }

    // The lines that the file has room for; a line that is larger than a file may be has one to itself.
    private int Fitting(ReadOnlySpan<byte> lines, long size)
    {
        long room = Rotation.Bytes - size;
        if (lines.Length <= room)
        {
            return lines.Length;
        }

        int fitting = room <= 0 ? 0 : lines[..(int)room].LastIndexOf((byte)'\n') + 1;
        return fitting > 0 || size > 0 ? fitting : lines.IndexOf((byte)'\n') + 1 is var first and > 0 ? first : lines.Length;
    }

    private void Rotate(long size)
    {
        try
        {
            if (IsOurs(size))
            {
                Shift();
                File.Move(_path, Name(1), overwrite: true);
            }

            Replace(OpenOrMoveBack());
            _hasTold = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _rotateAfter = Environment.TickCount64 + (long)RetryRotation.TotalMilliseconds;
            if (!_hasTold)
            {
                _hasTold = true;
                _tell($"cannot move {_path} aside ({e.Message}); it goes on growing");
            }
        }
    }

    // Someone else may have moved the file aside already: the path then has another, or none.
    private bool IsOurs(long size)
    {
        var file = new FileInfo(_path);
        return file.Exists && (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true } target && target.Length >= size;
    }

    // From the oldest on, and only as far as there is no gap: where a name cannot be freed, nothing that is younger is moved onto it.
    private void Shift()
    {
        int free = 1;
        while (free < Rotation.Keep && Path.Exists(Name(free)))
        {
            free++;
        }

        for (int number = free; number > 1; number--)
        {
            File.Move(Name(number - 1), Name(number), overwrite: true);
        }
    }

    private Stream OpenOrMoveBack()
    {
        try
        {
            return Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!Path.Exists(_path) && File.Exists(Name(1)))
            {
                File.Move(Name(1), _path);
            }

            throw;
        }
    }

    private string Name(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_path}.{number}");

    private void Replace(Stream stream)
    {
        _stream.Dispose();
        _stream = stream;
    }

    private Stream Open()
    {
        switch (_path)
        {
            case "-":
                return Console.OpenStandardOutput();
            case LogFile.StandardError:
                return Console.OpenStandardError();
        }

        try
        {
            return OpenFile();
        }
        catch (DirectoryNotFoundException) when (Path.GetDirectoryName(Path.GetFullPath(_path)) is { } folder && Directory.Exists(Path.GetDirectoryName(folder)))
        {
            // One folder is what "logs/access.log" means to somebody who starts for the first time; a whole path that is missing is a slip.
            Directory.CreateDirectory(folder);
            return OpenFile();
        }
    }

    private FileStream OpenFile() => new(
        _path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
}
