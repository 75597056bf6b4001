using System.Runtime.Versioning;
using Penstock.Bench.Processes;

namespace Penstock.Tests.Bench;

[SupportedOSPlatform("linux")]
public sealed class ProcessTreeTests
{
    [Theory]
    [InlineData("traffic_server")]
    [InlineData("a (b) c")]
    [InlineData(") S 9 (")]
    public void Stat_IsRead_WhateverTheNameOfTheProgramIs(string name)
    {
        string line = $"42 ({name}) S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 3 0 5555 1000 200";

        Assert.True(ProcessStat.TryParse(line, out ProcessStat stat));
        Assert.Equal(new ProcessStat(42, 7, 11 + 22 + 33 + 44, 5555), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (cut")]
    [InlineData("42 (cut) S 7 42")]
    public void Stat_ThatIsNotWhole_IsNone(string line) => Assert.False(ProcessStat.TryParse(line, out _));

    [Fact]
    public void Tree_HasAllDescendants_AndNobodyElse()
    {
        ProcessStat[] all = [new(1, 0, 0, 0), new(5, 4, 0, 0), new(2, 1, 0, 0), new(4, 2, 0, 0), new(3, 1, 0, 0)];

        Assert.Equal([2, 4, 5], ProcessTree.Of(2, all).Select(stat => stat.Id));
        Assert.Empty(ProcessTree.Of(9, all));
    }

    [Theory]
    [InlineData("55d0-7ffd ---p 00000000 00:00 0 [rollup]\nRss:     9000 kB\nPss:     1234 kB\nPss_Anon: 99 kB\n", 1234)]
    [InlineData("", 0)]
    public void Pss_IsTheSharedOutOne(string text, long kib) => Assert.Equal(kib, ProcessTree.PssOf(text));

    [Fact]
    public void ThisProcess_HasUsedTimeAndHoldsMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is about /proc.");

        Assert.True(ProcessTree.CpuSeconds(Environment.ProcessId) > 0);
        Assert.True(ProcessTree.ProportionalKib(Environment.ProcessId) > 1024);
    }
}
