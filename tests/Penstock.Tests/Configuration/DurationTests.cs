using CsCheck;

namespace Penstock.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("10", 10_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("0.5s", 500)]
    [InlineData(".5s", 500)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    public void What_people_write_is_read(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration, out string? problem), problem);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "10s")]
    [InlineData("s", "10s")]
    [InlineData("-1s", "10s")]
    [InlineData("+1s", "10s")]
    [InlineData("10 sec", "10s")]
    [InlineData("45 sec", "45s")]
    [InlineData("45 s", "45s")]
    [InlineData(" 45s", "10s")]
    [InlineData("45s ", "45s")]
    [InlineData("3S", "3s")]
    [InlineData("2w", "2s")]
    [InlineData("1,5s", "1s")]
    [InlineData("1.2.3s", "1s")]
    [InlineData("1m30", "1s")]
    [InlineData("1e3s", "1s")]
    [InlineData("ten", "10s")]
    [InlineData("99999999999999d", "10s")]
    [InlineData("1s\0", "1s")]
    [InlineData("١s", "10s")]
    public void What_is_none_is_told_with_something_to_try(string text, string suggestion)
    {
        Assert.False(Duration.TryParse(text, out TimeSpan duration, out string? problem));
        Assert.Equal(default, duration);
        Assert.Equal($"\"{text}\" is not a duration (try {suggestion})", problem);
        Assert.True(Duration.TryParse(suggestion, out _, out _));
    }

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(1, "1ms")]
    [InlineData(999, "999ms")]
    [InlineData(1_000, "1s")]
    [InlineData(1_500, "1500ms")]
    [InlineData(60_000, "1m")]
    [InlineData(90_000, "90s")]
    [InlineData(3_600_000, "1h")]
    [InlineData(86_400_000, "1d")]
    [InlineData(604_800_000, "7d")]
    public void It_is_written_in_the_largest_unit_that_takes_it_whole(long milliseconds, string expected) =>
        Assert.Equal(expected, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_is_written_is_read_back() => Gen.OneOf(Gen.Long[0, 10_000], Gen.Long[0, 1_000_000_000].Select(s => s * 1_000)).Sample(
        milliseconds =>
        {
            Assert.True(Duration.TryParse(Duration.Format(TimeSpan.FromMilliseconds(milliseconds)), out TimeSpan duration, out string? problem), problem);
            Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
        });

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[Gen.OneOf("0123456789.smhd -e\u0661".ToCharArray()), 0, 12].Sample(
        text => Assert.Equal(Duration.TryParse(text, out _, out string? problem), problem is null), iter: 5_000);
}
