using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Servers;

/// <summary>An address that clients come to, and the servers that answer there.</summary>
/// <param name="Address">The address.</param>
/// <param name="Origin">The Listen or the VirtualHost that it comes from.</param>
/// <param name="Server">The server that answers, unless the host of the request is the name of another.</param>
/// <param name="Others">Those, in order.</param>
internal sealed record Endpoint(ListenAddress Address, Directive Origin, Server Server, IReadOnlyList<Server> Others)
{
    /// <summary>Whether proxy requests can be carried out here at all.</summary>
    public bool IsProxy => Server.IsProxy || Others.Any(other => other.IsProxy);
}
