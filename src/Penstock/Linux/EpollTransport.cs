using System.Net;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>The fast transport: raw system calls, one epoll a loop.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollTransport : ProxyTransport
{
    // All loops together stay below the 256 pipes of 256 KiB that an unprivileged user may have (see PipePair).
    private const int PipesInAll = 224;

    public EpollTransport() => LibC.IgnoreSigPipe();

    public override string Name => "epoll";

    public override IoLoop CreateLoop(int index, int loops) => new EpollLoop(index, Math.Max(PipesInAll / loops, 8));

    public override ListenerSocket Listen(EndPoint endPoint, IReadOnlyList<IoLoop> loops) => new EpollListenerSocket(endPoint, loops);
}
