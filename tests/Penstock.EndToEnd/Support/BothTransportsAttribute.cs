using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Penstock.EndToEnd.Support;

/// <summary>Runs a theory over each transport: its one parameter is what PENSTOCK_TRANSPORT says to the command.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BothTransportsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow("epoll"), new TheoryDataRow("sockets")]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
