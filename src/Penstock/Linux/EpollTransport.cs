using System.Net;
using System.Runtime.Versioning;
using Penstock.Transport;

namespace Penstock.Linux;

/// <summary>The fast transport: raw system calls, one epoll a loop.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollTransport : ProxyTransport
{
    // All loops together stay below the 128 pipes of 512 KiB that an unprivileged user may have (see PipePair).
    private const int PipesInAll = 112;

    public EpollTransport() => LibC.IgnoreSigPipe();

    public override string Name => "epoll";

    public override IoLoop CreateLoop(int index, int loops) => new EpollLoop(index, Math.Max(PipesInAll / loops, 8));

    public override ListenerSocket Listen(EndPoint endPoint, IReadOnlyList<IoLoop> loops, bool besideOurs) => new EpollListenerSocket(endPoint, loops, besideOurs);
}
