namespace Penstock.EndToEnd.Faults;

/// <summary>What a bad line does to packets, each way.</summary>
/// <param name="Loss">The share that never arrives.</param>
/// <param name="Delay">How long the others take.</param>
/// <param name="Reordered">The share that takes no time, and so overtakes others.</param>
internal sealed record Impairment(double Loss, TimeSpan Delay, double Reordered);
