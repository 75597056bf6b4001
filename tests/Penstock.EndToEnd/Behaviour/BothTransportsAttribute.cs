using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>Runs a theory once over each transport: the same behaviour is asked of both.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothTransportsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<TransportKind>(TransportKind.Epoll), new TheoryDataRow<TransportKind>(TransportKind.Sockets)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
