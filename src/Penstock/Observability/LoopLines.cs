using Penstock.Observability.Formats;

namespace Penstock.Observability;

/// <summary>The lines that one loop has for a log in its present turn. They go to the file together when the turn ends: the loops meet at its lock once a turn, and not for each request.</summary>
internal sealed class LoopLines(LogFile file)
{
    private const int UsualBytes = 4096;

    // So many are not held back, and a buffer that had to hold more is not kept.
    private const int MostBytes = 64 * 1024;

    private byte[] _buffer = new byte[UsualBytes];
    private int _length;

    /// <summary>Where the next line is to be written, and then given to <see cref="Add"/>.</summary>
    public LogLine Next() => new(_buffer, _length);

    /// <summary>Takes the line.</summary>
    public void Add(in LogLine line)
    {
        _buffer = line.Buffer;
        _length = line.Length;
        if (_length > MostBytes)
        {
            Hand();
        }
    }

    /// <summary>Gives them to the file.</summary>
    public void Hand()
    {
        if (_length > 0)
        {
            file.Write(_buffer.AsSpan(0, _length));
            _length = 0;
            if (_buffer.Length > MostBytes)
            {
                _buffer = new byte[UsualBytes];
            }
        }
    }
}
