using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

/// <summary>Logs that move their file aside when it is large enough: no line is lost, whatever stands in the way.</summary>
public sealed class LogRotationTests : IDisposable
{
    private const int Limit = 64 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-log-");

    public void Dispose()
    {
        MayWrite(true);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void AFullFile_IsMovedAside_AndTheOldestIsGone()
    {
        string[] lines = Lines(1000, 999);
        Write(lines, keep: 3);

        Assert.Equal(["log", "log.1", "log.2", "log.3"], Files());
        string[] kept = [.. ReadLines("log.3"), .. ReadLines("log.2"), .. ReadLines("log.1"), .. ReadLines("log")];
        Assert.Equal(lines[^kept.Length..], kept);
        Assert.All(["log.1", "log.2", "log.3"], name => Assert.Equal(Limit / 1000 * 1000, new FileInfo(PathOf(name)).Length));
    }

    [Fact]
    public void OneOldFile_MayBeAllThatIsKept()
    {
        string[] lines = Lines(200, 999);
        Write(lines, keep: 1);

        Assert.Equal(["log", "log.1"], Files());
        Assert.Equal(lines.Skip(130), ReadLines("log.1").Concat(ReadLines("log")));
    }

    [Fact]
    public void NoLineIsLost_WhoeverWritesAndHowever()
    {
        using (LogFile log = Open(keep: 1000))
        {
            Parallel.For(0, 4, thread =>
            {
                for (int i = 0; i < 2_000; i++)
                {
                    Write(log, string.Create(CultureInfo.InvariantCulture, $"{thread} {i} {new string('x', 7 * i % 200)}"));
                }
            });
        }

        string[] all = [.. Files().SelectMany(ReadLines)];
        Assert.Equal(8_000, all.Length);
        Assert.Equal(8_000, all.Select(line => string.Join(' ', line.Split(' ')[..2])).Distinct().Count());
        Assert.All(Files(), name => Assert.InRange(new FileInfo(PathOf(name)).Length, 1, Limit));
    }

    [Fact]
    public void ALineThatIsLargerThanAFile_HasOneToItself()
    {
        string large = new('l', Limit + 10);
        Write(["first", large, large, "last"], keep: 5);

        Assert.Equal(["last"], ReadLines("log"));
        Assert.Equal([large], ReadLines("log.1"));
        Assert.Equal([large], ReadLines("log.2"));
        Assert.Equal(["first"], ReadLines("log.3"));
    }

    [Fact]
    public void AFileThatWasFullAlready_IsMovedAsideFirst()
    {
        File.WriteAllText(PathOf("log"), new string('o', Limit) + "\n");
        Write(["new"], keep: 5);

        Assert.Equal(["new"], ReadLines("log"));
        Assert.Equal([new string('o', Limit)], ReadLines("log.1"));
    }

    [Fact]
    public void AGapAmongTheOldFiles_IsFilled_AndWhatIsBehindItStays()
    {
        File.WriteAllText(PathOf("log.1"), "one\n");
        File.WriteAllText(PathOf("log.3"), "three\n");
        File.WriteAllText(PathOf("log"), new string('o', Limit) + "\n");
        Write(["new"], keep: 5);

        Assert.Equal(["one"], ReadLines("log.2"));
        Assert.Equal(["three"], ReadLines("log.3"));
        Assert.Equal(["log", "log.1", "log.2", "log.3"], Files());
    }

    [Fact]
    public void AnOldNameThatCannotBeFreed_KeepsTheFileGrowing_WithOneWarning()
    {
        Directory.CreateDirectory(PathOf("log.1"));
        Directory.CreateDirectory(PathOf("log.2/within"));
        string[] lines = Lines(200, 999);
        List<string> told = Write(lines, keep: 2);

        Assert.Equal(lines, ReadLines("log"));
        Assert.Contains("it goes on growing", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatMayNotBeWrittenTo_KeepsTheFileGrowing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "root may write anywhere");
        File.WriteAllText(PathOf("log"), "");
        MayWrite(false);
        string[] lines = Lines(200, 999);
        List<string> told = Write(lines, keep: 2);

        Assert.Equal(lines, ReadLines("log"));
        Assert.Single(told);
    }

    // As little as a folder that may not be written to, and for root too.
    [Fact]
    public void AFolderThatTakesNoOtherName_KeepsTheFileGrowing()
    {
        string name = new('l', 254);
        string[] lines = Lines(200, 999);
        List<string> told = Write(lines, keep: 2, name);

        Assert.Equal(lines, ReadLines(name));
        Assert.Equal([name], Files());
        Assert.Contains("it goes on growing", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsGone_IsBegunAnew_AndNoOldOneIsTouched()
    {
        File.WriteAllText(PathOf("log.1"), "one\n");
        using (LogFile log = Open(keep: 5))
        {
            Write(log, new string('o', Limit));
            Eventually(() => new FileInfo(PathOf("log")).Length > Limit);
            File.Delete(PathOf("log"));
            Write(log, "new");
        }

        Assert.Equal(["new"], ReadLines("log"));
        Assert.Equal(["one"], ReadLines("log.1"));
        Assert.Equal(["log", "log.1"], Files());
    }

    [Fact]
    public void AFileThatAnotherProcessHasMovedAside_IsLeftThere()
    {
        using LogFile one = Open(keep: 5);
        using LogFile other = Open(keep: 5);
        Write(one, new string('o', Limit));
        Eventually(() => new FileInfo(PathOf("log")).Length > Limit);
        Write(one, "of one");
        Eventually(() => ReadLines("log").Contains("of one"));
        Write(other, "of the other");
        Eventually(() => ReadLines("log").Contains("of the other"));

        Assert.Equal(["of one", "of the other"], ReadLines("log"));
        Assert.Equal(["log", "log.1"], Files());
    }

    [Fact]
    public void AfterReopen_TheNewFileIsMeasured()
    {
        using (LogFile log = Open(keep: 5))
        {
            Write(log, new string('o', Limit));
            Eventually(() => new FileInfo(PathOf("log")).Length > Limit);
            File.Move(PathOf("log"), PathOf("away"));
            log.Reopen();
            Write(log, "new");
        }

        Assert.Equal(["new"], ReadLines("log"));
        Assert.Equal(["away", "log"], Files());
    }

    [Fact]
    public void WhenThePathCannotBeOpenedAnew_TheOldFileGoesOn()
    {
        List<string> told = [];
        var log = new LogFile(PathOf("log")) { Trouble = told.Add };
        File.Move(PathOf("log"), PathOf("away"));
        Directory.CreateDirectory(PathOf("log"));
        log.Reopen();
        Write(log, "a line");
        log.Dispose();

        Assert.Equal(["a line"], ReadLines("away"));
        Assert.Contains("goes on in the file that was open", Assert.Single(told), StringComparison.Ordinal);
        Assert.Equal(0, log.Lost);
    }

    [Fact]
    public void AFolderThatIsMissing_IsMade_ButNoFurther()
    {
        using (var log = new LogFile(PathOf("logs/access.log")))
        {
            Write(log, "made");
        }

        Assert.Equal(["made"], ReadLines("logs/access.log"));
        Assert.ThrowsAny<IOException>(() => new LogFile(PathOf("no/such/access.log")));
    }

    [Fact]
    public void WhatIsWrittenAfterTheEnd_IsCounted()
    {
        var log = new LogFile(PathOf("log"));
        log.Dispose();
        Write(log, "too late");

        Assert.Equal(1, log.Lost);
    }

    [Fact]
    public void TwoLogsOfOnePath_ShareTheFile_UntilBothHaveGivenItBack()
    {
        var files = new LogFiles(NullLogger.Instance);
        var never = new LogRotation();
        var often = new LogRotation { Bytes = Limit };
        LogFile one = files.Take(PathOf("log"), never);
        LogFile same = files.Take(PathOf("./log"), often);
        LogFile another = files.Take(PathOf("log2"), never);

        Assert.Same(one, same);
        Assert.NotSame(one, another);
        Assert.Equal(often, one.Rotation);

        files.Return(PathOf("log"), often);
        Assert.Equal(never, one.Rotation);
        Write(one, "still open");
        Eventually(() => ReadLines("log").Length == 1);
        files.Return(PathOf("log"), never);
        Write(one, "closed");
        Assert.Equal(1, one.Lost);
        Assert.Equal(0, files.Lost);

        LogFile anew = files.Take(PathOf("log"), never);
        Assert.NotSame(one, anew);
        files.Return(PathOf("log"), never);
        files.Return(PathOf("log2"), never);
    }

    private LogFile Open(int keep, string name = "log") => new(PathOf(name)) { Rotation = new LogRotation { Bytes = Limit, Keep = keep } };

    private List<string> Write(string[] lines, int keep, string name = "log")
    {
        List<string> told = [];
        using LogFile log = Open(keep, name);
        log.Trouble = told.Add;
        foreach (string line in lines)
        {
            Write(log, line);
        }

        log.Dispose();
        Assert.Equal(0, log.Lost);
        return told;
    }

    private static void Write(LogFile log, string line) => log.Write(Encoding.ASCII.GetBytes(line + "\n"));

    private static string[] Lines(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture).PadRight(length, '.'))];

    private string[] Files() => [.. _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    // A file that is being replaced has none.
    private string[] ReadLines(string name)
    {
        try
        {
            using var stream = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new StreamReader(stream).ReadToEnd().Split('\n')[..^1];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static void Eventually(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), "it has not come true in 20 s");

    private void MayWrite(bool may)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute | (may ? UnixFileMode.UserWrite : 0));
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
