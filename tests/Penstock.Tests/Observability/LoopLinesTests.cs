using System.Text;
using Penstock.Observability;
using Penstock.Observability.Formats;

namespace Penstock.Tests.Observability;

/// <summary>How the lines of a loop come to their log.</summary>
public sealed class LoopLinesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void AllThatWereAdded_AreInTheFileOnceHanded_InTheirOrder()
    {
        string[] lines = [.. Enumerable.Range(0, 3_000).Select(number => $"{number}: {new string('x', number % 200)}")];
        using (var file = new LogFile(_path))
        {
            var pending = new LoopLines(file);
            foreach (string[] turn in lines.Chunk(1_000))
            {
                Array.ForEach(turn, line => Add(pending, line));
                pending.Hand();
            }
        }

        Assert.Equal(lines, File.ReadAllLines(_path));
    }

    [Fact]
    public void WhatTheFileHasNoRoomFor_IsLostInWholeLines_AndCounted()
    {
        const int Lines = 3_000;
        string line = new('x', 999);
        long lost;
        using (var file = new LogFile(_path))
        {
            var pending = new LoopLines(file);
            for (int i = 0; i < Lines; i++)
            {
                Add(pending, line);
            }

            pending.Hand();
            lost = file.Lost;
        }

        string[] written = File.ReadAllLines(_path);
        Assert.All(written, text => Assert.Equal(line, text));
        Assert.Equal(Lines, written.Length + lost);
    }

    private static void Add(LoopLines pending, string text)
    {
        LogLine line = pending.Next();
        line.Append(Encoding.ASCII.GetBytes(text + "\n"));
        pending.Add(line);
    }
}
