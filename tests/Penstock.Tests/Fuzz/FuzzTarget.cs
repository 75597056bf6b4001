using System.Text;

namespace Penstock.Tests.Fuzz;

/// <summary>One kind of hostile input: where it goes, what must hold of it whatever it is, and inputs to begin with.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>As the command line has it.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs of the other tests, read where they are: what is found begins with these.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Words that mean something here, and that chance would not find.</summary>
    public abstract IReadOnlyList<string> Tokens { get; }

    /// <summary>No input is longer.</summary>
    public virtual int MostBytes => 4096;

    /// <summary>How many damaged inputs the unit tests try: about a second of them.</summary>
    public virtual int QuickRuns => 2_000;

    /// <summary>Gives it one input. Any exception is a finding: a <see cref="FuzzFinding"/> where something that must hold does not.</summary>
    public abstract void Run(byte[] input);

    public virtual void Dispose()
    {
    }

    protected static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    protected static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}

/// <summary>Something that must hold whatever the input is does not.</summary>
internal sealed class FuzzFinding(string message) : Exception(message)
{
    /// <summary>Says what must hold.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new FuzzFinding(what);
        }
    }

    /// <summary>Two ways to the same thing must give the same.</summary>
    public static void UnlessSame<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new FuzzFinding($"{what}\nexpected: {expected}\nactual:   {actual}");
        }
    }
}
