using System.Net;

namespace Penstock;

/// <summary>
/// Clients that a configuration file calls by one name. What refers to the name has the networks themselves already (<see cref="ProxyConfig.Clients"/>,
/// <see cref="RuleCondition.From"/>): a group decides nothing, and is here so that an <see cref="Explanation"/> can say who a client is.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Networks">Whose clients it holds. IPv4 and IPv6 stay apart: ::/0 holds no IPv4 client.</param>
/// <param name="Place">Where it was written; null if nowhere.</param>
public sealed record ClientGroup(string Name, IReadOnlyList<IPNetwork> Networks, ConfigPlace? Place = null);
