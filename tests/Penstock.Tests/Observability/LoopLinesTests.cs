using System.Text;
using Penstock.Observability;
using Penstock.Observability.Formats;
using Penstock.Tests.Fuzz;

namespace Penstock.Tests.Observability;

/// <summary>How the lines of a loop come to their log.</summary>
public sealed class LoopLinesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MemoryLoop _loop = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task AllOfATurn_AreThereWhenTheLoopHasEnded_InTheirOrder()
    {
        string[] lines = [.. Enumerable.Range(0, 3_000).Select(number => $"{number}: {new string('x', number % 200)}")];
        using (var file = new LogFile(_path))
        {
            var pending = new LoopLines(_loop, file);
            _loop.Start();
            foreach (string[] turn in lines.Chunk(1_000))
            {
                await _loop.RunAsync(() => Array.ForEach(turn, line => Add(pending, line)));
            }

            await _loop.StopAsync();
        }

        Assert.Equal(lines, File.ReadAllLines(_path));
    }

    [Fact]
    public async Task WhatTheFileHasNoRoomFor_IsLostInWholeLines_AndCounted()
    {
        const int Lines = 3_000;
        string line = new('x', 999);
        long lost;
        using (var file = new LogFile(_path))
        {
            var pending = new LoopLines(_loop, file);
            _loop.Start();
            await _loop.RunAsync(() =>
            {
                for (int i = 0; i < Lines; i++)
                {
                    Add(pending, line);
                }
            });
            await _loop.StopAsync();
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
