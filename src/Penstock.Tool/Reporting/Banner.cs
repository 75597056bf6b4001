using System.Net;
using Penstock.Tool.Admin;
using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Reporting;

/// <summary>The first thing that somebody sees: what runs, where, for whom, and a line to try it with.</summary>
internal static class Banner
{
    public static void Print(TextWriter to, ProxyServer proxy, RunSettings settings, AdminSocket? admin, string? whyNoAdmin)
    {
        ProxyConfig config = settings.Config;
        string clients = config.Clients is null
            ? "for this machine only (127.0.0.0/8, ::1)"
            : $"for {string.Join(", ", config.Clients)}";
        to.WriteLine($"penstock {ProductInfo.Version} · forward proxy");
        foreach (EndPoint endPoint in proxy.Endpoints)
        {
            bool isTcp = endPoint is IPEndPoint;
            to.WriteLine($"  listening   {(isTcp ? $"http://{endPoint}" : $"unix:{endPoint}"),-26} {(isTcp ? clients : "for whom the permissions of the file let in")}");
        }

        if ((admin?.Url ?? whyNoAdmin) is { } inside)
        {
            to.WriteLine(admin is not null ? $"  look inside {inside,-26} {For(admin, settings.Tool.Admin)}".TrimEnd() : $"  no page     {inside}");
        }

        if (settings.Path is { } path)
        {
            to.WriteLine($"  as told by  {path}{(settings.Tool.Watch ? ", reloaded when it changes" : "")}");
        }

        if (proxy.Endpoints.OfType<IPEndPoint>().FirstOrDefault() is { } first)
        {
            to.WriteLine($"  try         curl -x http://{Reachable(first, config)} https://example.com/");
        }

        to.WriteLine($"  stop        Ctrl-C; open tunnels then have {Duration.Format(config.Timeouts.Drain)} to finish");
        to.Flush();
    }

    // Nothing, for what is known: it is this machine's, and asks for nothing.
    private static string For(AdminSocket admin, AdminConfig config)
    {
        string token = config.Token is null ? "" : $"with the token of {(config.TokenFile is { } file ? Printable.Of(file) : "the configuration")}";
        bool isForOthers = admin.EndPoint is IPEndPoint ip && !IPAddress.IsLoopback(ip.Address);
        return isForOthers ? $"from here and from other machines, {token}" : token;
    }

    // 0.0.0.0 is where it listens, not where anybody can go.
    private static string Reachable(IPEndPoint endPoint, ProxyConfig config)
    {
        if (!endPoint.Address.Equals(IPAddress.Any) && !endPoint.Address.Equals(IPAddress.IPv6Any))
        {
            return endPoint.ToString();
        }

        bool fromHere = config.Clients is null || config.Clients.Any(network => network.Contains(IPAddress.Loopback));
        return $"{(fromHere ? "127.0.0.1" : Dns.GetHostName())}:{endPoint.Port}";
    }
}
