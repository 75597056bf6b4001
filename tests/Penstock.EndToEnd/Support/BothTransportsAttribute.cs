using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Penstock.EndToEnd.Support;

/// <summary>Runs a theory over each transport: its one parameter is a <see cref="TransportKind"/>, or a string, what PENSTOCK_TRANSPORT says to the command.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BothTransportsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            testMethod.GetParameters()[0].ParameterType == typeof(string)
                ? [new TheoryDataRow("epoll"), new TheoryDataRow("sockets")]
                : [new TheoryDataRow(TransportKind.Epoll), new TheoryDataRow(TransportKind.Sockets)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
