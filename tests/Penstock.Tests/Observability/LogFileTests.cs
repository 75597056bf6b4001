using System.Diagnostics;
using System.Globalization;
using System.Text;
using Penstock.Observability;

namespace Penstock.Tests.Observability;

public sealed class LogFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-log-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Lines_arrive_without_anybody_closing_the_file()
    {
        using var log = new LogFile(PathOf("access.log"));
        for (int i = 0; i < 3; i++)
        {
            Write(log, $"line {i}");
            Eventually(() => Lines("access.log").Length == i + 1);
        }

        Assert.Equal(["line 0", "line 1", "line 2"], Lines("access.log"));
        Assert.Equal(0, log.Lost);
    }

    [Fact]
    public void Lines_are_added_to_a_file_that_is_there()
    {
        File.WriteAllText(PathOf("access.log"), "yesterday\n");
        using (var log = new LogFile(PathOf("access.log")))
        {
            Write(log, "today");
        }

        Assert.Equal(["yesterday", "today"], Lines("access.log"));
    }

    [Fact]
    public void Dispose_writes_what_is_there()
    {
        var log = new LogFile(PathOf("access.log"));
        string[] lines = [.. Enumerable.Range(0, 5_000).Select(i => $"line {i}")];
        foreach (string line in lines)
        {
            Write(log, line);
        }

        log.Dispose();
        log.Dispose();

        Assert.Equal(lines, Lines("access.log"));
        Assert.Equal(0, log.Lost);
    }

    [Fact]
    public void Lines_of_many_threads_are_whole()
    {
        using (var log = new LogFile(PathOf("access.log")))
        {
            Parallel.For(0, 4, thread =>
            {
                for (int i = 0; i < 1_000; i++)
                {
                    Write(log, $"{thread} {new string((char)('a' + thread), 50)}");
                }
            });
        }

        string[] lines = Lines("access.log");
        Assert.Equal(4_000, lines.Length);
        Assert.All(lines, line => Assert.Equal($"{line[0]} {new string((char)('a' + (line[0] - '0')), 50)}", line));
    }

    [Fact]
    public void After_Reopen_the_next_line_is_in_a_new_file_and_those_before_it_in_the_old_one()
    {
        using var log = new LogFile(PathOf("access.log"));
        for (int i = 0; i < 20; i++)
        {
            Write(log, $"before {i}");
            File.Move(PathOf("access.log"), PathOf($"access.log.{i}"));
            log.Reopen();
            Write(log, $"after {i}");
            Eventually(() => Lines("access.log").Contains($"after {i}") || Lines($"access.log.{i}").Contains($"after {i}"));

            Assert.EndsWith($"before {i}", string.Join('|', Lines($"access.log.{i}")), StringComparison.Ordinal);
            Assert.Equal([$"after {i}"], Lines("access.log"));
        }

        Assert.Equal(0, log.Lost);
    }

    [Fact]
    public void Two_processes_on_one_file_do_not_write_over_each_other()
    {
        using (var one = new LogFile(PathOf("access.log")))
        using (var other = new LogFile(PathOf("access.log")))
        {
            Write(one, "the first line of one");
            Eventually(() => Lines("access.log").Length == 1);
            Write(other, "a line of the other");
            Eventually(() => Lines("access.log").Contains("a line of the other"));
        }

        Assert.Equal(["the first line of one", "a line of the other"], Lines("access.log"));
    }

    [Fact]
    public void A_file_that_was_cut_to_nothing_goes_on_from_its_beginning()
    {
        using (var log = new LogFile(PathOf("access.log")))
        {
            Write(log, "copied away");
            Eventually(() => Lines("access.log").Length == 1);
            using (var cut = new FileStream(PathOf("access.log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                cut.SetLength(0);
            }

            Write(log, "the next");
        }

        Assert.Equal("the next\n", File.ReadAllText(PathOf("access.log")));
    }

    [Fact]
    public void A_path_that_cannot_be_written_to_is_told_at_once()
    {
        Assert.ThrowsAny<IOException>(() => new LogFile(PathOf("no/such/folder.log")));
        Assert.Throws<UnauthorizedAccessException>(() => new LogFile(_folder.FullName));
    }

    [Fact]
    public void A_full_disk_costs_lines_that_are_counted_and_told_of_and_nothing_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        List<long> told = [];
        var log = new LogFile("/dev/full") { LostLines = told.Add };
        Write(log, "one");
        Eventually(() => log.Lost == 1);
        Write(log, "two");
        Write(log, "three");
        log.Dispose();

        Assert.Equal(3, log.Lost);
        Assert.Equal(3, told.Sum());
        Assert.Equal(1, told[0]);
    }

    [Fact]
    public void A_disk_that_is_full_when_the_file_is_rotated_is_not_written_to_for_ever()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        for (int i = 0; i < 20; i++)
        {
            string path = PathOf($"access{i}.log");
            File.CreateSymbolicLink(path, "/dev/full");
            using var log = new LogFile(path);
            File.Delete(path);
            Write(log, "lost");
            log.Reopen();
            Eventually(() => File.Exists(path));
            Write(log, "kept");
            Eventually(() => Lines($"access{i}.log").Contains("kept"));
        }
    }

    [Fact]
    public void Who_writes_never_waits_for_a_disk_that_hangs_and_what_finds_no_room_is_counted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a FIFO is opened for both reading and writing, which only Linux defines");
        string path = MakeFifo();
        using var fifo = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        long told = 0;
        var log = new LogFile(path) { LostLines = count => told += count };
        const int Total = 4_000;
        for (int i = 0; i < Total; i++)
        {
            Write(log, i.ToString("D1023", CultureInfo.InvariantCulture));
        }

        // 4 MB against the pipe's 64 KiB, the buffer being written and the one being filled, of 1 MiB each.
        Assert.InRange(log.Lost, 1_000, Total - 1_000);

        long expected = Total - log.Lost;
        byte[] line = new byte[1024];
        int last = -1;
        for (long i = 0; i < expected; i++)
        {
            fifo.ReadExactly(line);
            int number = int.Parse(Encoding.ASCII.GetString(line), CultureInfo.InvariantCulture);
            Assert.True(number > last, "whole lines, in their order");
            last = number;
        }

        Write(log, "and on it goes".PadRight(1023));
        fifo.ReadExactly(line);
        Assert.StartsWith("and on it goes", Encoding.ASCII.GetString(line), StringComparison.Ordinal);
        log.Dispose();
        Assert.Equal(Total - expected, told);
    }

    [Fact]
    public async Task A_reader_that_has_stopped_does_not_keep_the_log_from_ending()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a FIFO is opened for both reading and writing, which only Linux defines");
        string path = MakeFifo();
        using var fifo = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var log = new LogFile(path);
        for (int i = 0; i < 200; i++)
        {
            Write(log, new string('x', 1023));
        }

        await Task.Run(log.Dispose, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private string MakeFifo()
    {
        string path = PathOf("fifo");
        using Process mkfifo = Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
        return path;
    }

    private static void Write(LogFile log, string line) => log.Write(Encoding.ASCII.GetBytes(line + "\n"));

    private static void Eventually(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), "it has not come true in 20 s");

    // Ends every line but the last, which may still be under way; a file that is being replaced has none.
    private string[] Lines(string file)
    {
        try
        {
            using var stream = new FileStream(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new StreamReader(stream).ReadToEnd().Split('\n')[..^1];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
