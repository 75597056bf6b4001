using System.Globalization;
using Penstock.Fuzz;
using Penstock.Tests.Fuzz;

const string Usage = """
    eng/fuzz TARGET [--minutes N | --inputs N] [--seed N] [--folder PATH]    tries inputs, one after another
    eng/fuzz replay TARGET FILE...                                           tries these
    eng/fuzz list                                                            names the targets
    """;

// Before anything that is instrumented runs, for that counts into the map.
var map = new CoverageMap();
switch (args)
{
    case ["list"]:
        Console.WriteLine(string.Join('\n', FuzzTargets.Names));
        return ExitCode.Good;
    case ["replay", var name, .. var files] when FuzzTargets.Find(name) is { } target:
        using (target)
        {
            foreach (string file in files)
            {
                Console.WriteLine(file);
                target.Run(File.ReadAllBytes(file));
            }
        }

        return ExitCode.Good;
    case [var name, .. var rest] when RunOptions.Read(name, rest) is { } options && FuzzTargets.Find(name) is { } target:
        int blocks = Instrumented.Blocks("Penstock") + Instrumented.Blocks("Penstock.Tool") + Instrumented.Blocks("YamlDotNet");
        Console.WriteLine(blocks > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{blocks} blocks are instrumented, in Penstock, Penstock.Tool and YamlDotNet")
            : "nothing is instrumented: what is new cannot be seen, and all inputs are made of the seeds (eng/fuzz instruments)");
        using (target)
        using (var run = new FuzzRun(target, options, map))
        {
            return run.Go() == 0 ? ExitCode.Good : ExitCode.Found;
        }

    default:
        Console.Error.WriteLine(Usage);
        return ExitCode.Usage;
}
