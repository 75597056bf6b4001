using Penstock.Tool.Commands;
using Penstock.Tool.Hosting;
using Penstock.Tool.Reporting;

namespace Penstock.Tests.Hosting;

public sealed class ReloaderTests : IDisposable
{
    private readonly string _log = Path.GetTempFileName();

    [Fact]
    public async Task AFaultOfOurOwn_IsTold_AndTheNextReloadHasItsChance()
    {
        var settings = new RunSettings(new ProxyConfig(), new(), null, [], [], []);
        RunSettings wrong = settings with { Mistakes = ["a mistake"] };
        var reads = new Queue<Func<RunSettings>>([() => throw new InvalidOperationException("nobody thought of it"), () => wrong]);
        await using var proxy = new ProxyServer(settings.Config);
        using (var reporter = new Reporter(_log, debug: false))
        {
            var reloader = new Reloader(proxy, reporter, settings, () => reads.Dequeue()());
            using var stop = new CancellationTokenSource();
            Task running = reloader.RunAsync(stop.Token);

            Assert.Equal(["a fault of penstock itself: nobody thought of it"], await reloader.ReloadAsync());
            Assert.Equal(["a mistake"], await reloader.ReloadAsync());
            Assert.Same(settings.Config, reloader.Settings.Config);
            await stop.CancelAsync();
            await running;
        }

        Assert.Contains("InvalidOperationException: nobody thought of it", await File.ReadAllTextAsync(_log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_log);
}
