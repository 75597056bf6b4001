using System.Runtime.CompilerServices;

namespace Penstock.Tests.Fuzz;

/// <summary>The quick part of fuzzing: every seed, every input that was wrong once, and always the same damaged ones. The long part is <c>eng/fuzz</c>, see docs/testing.md.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.Names];

    /// <summary>Inputs that were wrong once: a folder for each target.</summary>
    public static TheoryData<string, string> Regressions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string path in Directory.EnumerateFiles(Folder(), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileName(path));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EachSeed_KeepsWhatMustHold(string name)
    {
        using FuzzTarget target = FuzzTargets.Find(name)!;
        byte[][] seeds = [.. target.Seeds];

        Assert.True(seeds.Length >= 8, $"{seeds.Length} seeds");
        Assert.All(seeds, seed => target.Run(seed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DamagedInputs_KeepWhatMustHold(string name)
    {
        using FuzzTarget target = FuzzTargets.Find(name)!;
        byte[][] seeds = [.. target.Seeds];
        var mutator = new Mutator(20261125, target.Tokens, target.MostBytes);
        for (int run = 0; run < target.QuickRuns; run++)
        {
            byte[] input = mutator.Mutate(seeds[run % seeds.Length], seeds[mutator.Next(seeds.Length)]);
            try
            {
                target.Run(input);
            }
            catch (Exception e)
            {
                string path = Path.Combine(AppContext.BaseDirectory, $"fuzz-{name}-{run}");
                File.WriteAllBytes(path, input);
                Assert.Fail($"Run {run}: its input is {path}\n{e}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Regressions))]
    public void WhatWasWrongOnce_KeepsWhatMustHold(string name, string file)
    {
        using FuzzTarget? target = FuzzTargets.Find(name);
        Assert.NotNull(target);
        target.Run(File.ReadAllBytes(Path.Combine(Folder(), name, file)));
    }

    [Fact]
    public void ATarget_FindsWhatDoesNotHold()
    {
        Assert.Throws<FuzzFinding>(() => FuzzFinding.Unless(false, "nothing holds"));
        Assert.Throws<FuzzFinding>(() => FuzzFinding.UnlessSame(1, 2, "one is two"));
    }

    [Fact]
    public void AMutator_GivesTheSameForTheSameSeed()
    {
        static IEnumerable<byte[]> Some()
        {
            var mutator = new Mutator(1, ["token"], 100);
            return Enumerable.Range(0, 100).Select(_ => mutator.Mutate([1, 2, 3], [4, 5])).ToArray();
        }

        Assert.Equal(Some(), Some());
        Assert.True(Some().Distinct(EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), bytes => bytes.Length)).Count() > 50);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Regressions");
}
