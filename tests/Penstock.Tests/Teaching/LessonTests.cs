using Penstock.Tool.Teaching;

namespace Penstock.Tests.Teaching;

public sealed class LessonTests
{
    [Fact]
    public void ASilentServer_IsWaitedForTenSeconds_OrLessIfItIsConfigured()
    {
        TimeoutConfig limits = Lesson.Limits(new TimeoutConfig { BodyIdle = TimeSpan.FromSeconds(3) });

        Assert.Equal((10, 10, 3), (limits.TunnelIdle.TotalSeconds, limits.ResponseHead.TotalSeconds, limits.BodyIdle.TotalSeconds));
        Assert.Equal(new TimeoutConfig().Connect, limits.Connect);
    }
}
