using Microsoft.Extensions.Hosting;

namespace Penstock.Tool.Admin;

/// <summary>In place of the host's own lifetime, which would end the endpoint at the first SIGTERM: it is to answer as long as the proxy drains. The command's signals decide.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
