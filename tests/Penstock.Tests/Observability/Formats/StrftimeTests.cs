using System.Diagnostics;
using System.Globalization;
using System.Text;
using Penstock.Observability.Formats;

namespace Penstock.Tests.Observability.Formats;

public sealed class StrftimeTests
{
    private const string Directives = "aAbBcCdDeFgGhHIjklmMpPrRsSTuUVwWxXyYzZ%";

    // Days around the ends of years, where weeks are counted differently, leap days, midnights and noons.
    private static readonly DateTimeOffset[] Times =
    [
        .. new[] { "2026-03-09T08:07:06Z", "2023-01-01T00:00:00Z", "2024-02-29T12:00:01Z", "2024-12-30T23:59:59Z", "2021-01-03T11:59:59Z", "2027-01-01T13:30:00Z", "2020-12-31T09:05:07Z", "2000-10-10T10:10:10Z" }
            .Select(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)),
    ];

    [Fact]
    public void EveryDirective_IsThatOfTheSystem()
    {
        Assert.SkipUnless(File.Exists("/bin/date"), "there is no date(1) to compare with");
        string format = string.Join('|', Directives.Select(directive => $"%{directive}")) + "|%Ey%Od|x%ny%tz";
        Assert.True(Strftime.TryParse(format, out Func<DateTimeOffset, byte[]>? compiled, out _));
        foreach (DateTimeOffset time in Times)
        {
            var start = new ProcessStartInfo("/bin/date", ["-u", "-d", $"@{time.ToUnixTimeSeconds()}", $"+{format}"]) { RedirectStandardOutput = true };
            start.Environment["LC_ALL"] = "C";
            using Process date = Process.Start(start)!;

            Assert.Equal(date.StandardOutput.ReadToEnd(), Encoding.UTF8.GetString(compiled!(time)) + "\n");
        }
    }

    [Fact]
    public void ADirectiveThatThereIsNot_IsAProblem() => Assert.All(
        Enumerable.Range(32, 95).Select(c => (char)c).Where(c => !(Directives + "EOnt").Contains(c)),
        c => Assert.False(Strftime.TryParse($"%{c}", out _, out _), $"{c}"));

    [Fact]
    public void TheZone_IsWrittenAsApacheWritesIt()
    {
        var there = new DateTimeOffset(2026, 12, 1, 1, 2, 3, TimeSpan.FromMinutes(-570));

        Assert.Equal("01/Dec/2026:01:02:03 -0930", Encoding.ASCII.GetString(Strftime.Common(there)));
        Assert.True(Strftime.TryParse("%z %Z", out Func<DateTimeOffset, byte[]>? zone, out _));
        Assert.Equal("-0930 -0930", Encoding.ASCII.GetString(zone!(there)));
    }
}
