using Microsoft.Win32.SafeHandles;

namespace Penstock.Tool.Reporting;

/// <summary>What the command was started with to speak to: set up before anything is said, and asked at the end whether all of it could be.</summary>
internal sealed class StandardStreams
{
    private const int LastOfThem = 2;

    // Never closed: the number is taken for as long as the process lives.
    private static readonly List<SafeFileHandle> s_placeholders = [];

    private readonly ConsoleWriter _output;
    private readonly ConsoleWriter _error;

    private StandardStreams(ConsoleWriter output, ConsoleWriter error)
    {
        _output = output;
        _error = error;
    }

    /// <summary>Has everything that is said to the console pass by here.</summary>
    public static StandardStreams Open()
    {
        HoldClosedOnes();
        var streams = new StandardStreams(new ConsoleWriter(Console.Out), new ConsoleWriter(Console.Error));
        Console.SetOut(streams._output);
        Console.SetError(streams._error);
        return streams;
    }

    /// <summary>The code to exit with: <see cref="ExitCode.Failure"/>, and why in a sentence, if what was asked for could not be said.</summary>
    /// <param name="code">What the command ended with.</param>
    public int CodeAfter(int code)
    {
        if (_output.Failure is { } failure)
        {
            return ExitCode.CouldNotStart($"standard output cannot be written: {failure.InnerException?.Message ?? failure.Message}");
        }

        return code == ExitCode.Success && _error.Failure is not null ? ExitCode.Failure : code;
    }

    // A descriptor that the command was started without would become the number of the first file or socket that is opened, and what is said would go there. In its place stands one that nothing
    // can be written to, so that it fails as one that is closed: what the C library does for programs that run with another's rights.
    private static void HoldClosedOnes()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            while (true)
            {
                SafeFileHandle handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                if (handle.DangerousGetHandle() > LastOfThem)
                {
                    handle.Dispose();
                    return;
                }

                s_placeholders.Add(handle);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A bare root without devices: then there is nothing to hold them with.
        }
    }
}
