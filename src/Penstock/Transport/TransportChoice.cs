using Penstock.Linux;
using Penstock.Transport.Sockets;

namespace Penstock.Transport;

/// <summary>Chooses what carries the connections.</summary>
internal static class TransportChoice
{
    /// <summary>Says <c>epoll</c> or <c>sockets</c>, for where the configuration leaves it open.</summary>
    public const string Variable = "PENSTOCK_TRANSPORT";

    /// <summary>Whether <paramref name="value"/> of the variable says anything.</summary>
    public static bool IsKnown(string? value) => value is null or "" or "epoll" or "sockets";

    public static ProxyTransport Create(TransportKind kind)
    {
        if (kind == TransportKind.Automatic)
        {
            kind = Environment.GetEnvironmentVariable(Variable) == "sockets" ? TransportKind.Sockets : TransportKind.Epoll;
        }

        return kind == TransportKind.Epoll && OperatingSystem.IsLinux() ? new EpollTransport() : new SocketTransport();
    }
}
