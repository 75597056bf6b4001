namespace Penstock;

/// <summary>Something wrong, or odd, in a configuration.</summary>
/// <param name="Place">Where; null for what stands in no file.</param>
/// <param name="Text">What is wrong and, where it can be said, what to write.</param>
/// <param name="IsWarning">It can be used as it is, but hardly as it was meant.</param>
public sealed record ConfigProblem(ConfigPlace? Place, string Text, bool IsWarning = false)
{
    /// <summary>As <c>penstock check</c> prints it: <c>penstock.yaml:14:3: timeouts.connect: "10 sec" is not a duration (try 10s)</c>.</summary>
    public override string ToString()
    {
        string place = Place is null ? "" : Place.Column > 0 ? $"{Place}:{Place.Column}: " : $"{Place}: ";
        return place + (IsWarning ? "warning: " : "") + Text;
    }
}
