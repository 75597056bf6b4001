namespace Penstock.EndToEnd.Support;

/// <summary>The command under test: what PENSTOCK_BINARY names, else the published NativeAOT binary, else the build that lies beside the tests; that one too if it names <c>dotnet</c>.</summary>
internal static class PenstockCommand
{
    private const string Jit = "dotnet";

    private static readonly string[] Line = Locate();

    /// <summary>Whether it is the NativeAOT binary that is tested, as <c>./test</c> does it.</summary>
    public static bool IsNative => Line[0] != Jit;

    /// <summary>The program to be run without any other before it.</summary>
    public static string Program => IsNative ? Line[0] : Path.Combine(AppContext.BaseDirectory, "Penstock.Tool");

    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(RealTool.Find(Line[0]), [.. Line[1..], .. arguments], environment);

    /// <summary>Starts it by way of another program, which comes to <c>exec</c> it: <c>ip netns exec NAME</c>, a shell that sets a limit.</summary>
    public static ChildProcess StartUnder(string[] launcher, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(RealTool.Find(launcher[0]), [.. launcher[1..], RealTool.Find(Line[0]), .. Line[1..], .. arguments], environment);

    /// <summary>Runs it to its end, for when that comes by itself.</summary>
    public static Task<CommandResult> RunAsync(IEnumerable<string> arguments, int exitCode = 0, string? input = null) =>
        Command.RunAsync(Line[0], [.. Line[1..], .. arguments], input: input, exitCode: exitCode, limit: TimeSpan.FromSeconds(15));

    private static string[] Locate()
    {
        string published = Path.Combine(Root(), "artifacts", "aot", "penstock");
        string binary = Environment.GetEnvironmentVariable("PENSTOCK_BINARY") is { Length: > 0 } named ? named : File.Exists(published) ? published : Jit;
        return binary == Jit ? [Jit, Path.Combine(AppContext.BaseDirectory, "Penstock.Tool.dll")] : [Path.GetFullPath(binary)];
    }

    /// <summary>The folder of the checkout.</summary>
    public static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Penstock.slnx")) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
