namespace Penstock.Connecting;

/// <summary>One look-up under way, shared by all who ask for the name meanwhile. None of its tasks ever faults or is cancelled: whoever does not want
/// to wait to the end uses <c>WaitAsync</c>, and the look-up goes on for the others and for the cache.</summary>
internal sealed class NameLookUp(string name)
{
    // Continuations must not run inside the resolver's work, which has the other family and other askers still to serve.
    private readonly TaskCompletionSource<FamilyAnswer> _v6 = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FamilyAnswer> _v4 = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LookUpResult> _both = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name { get; } = name;

    /// <summary>Who knows, as far as is known; see <see cref="LookUpResult.Source"/>.</summary>
    public string Source { get; private set; } = "dns";

    /// <summary>Ends as soon as it is known whether there are AAAA records.</summary>
    public Task<FamilyAnswer> V6 => _v6.Task;

    /// <summary>Ends as soon as it is known whether there are A records.</summary>
    public Task<FamilyAnswer> V4 => _v4.Task;

    /// <summary>Ends when both have.</summary>
    public Task<LookUpResult> Both => _both.Task;

    /// <summary>Hands on the addresses of one family while the other is still awaited (RFC 8305, section 3).</summary>
    public void OfferV6(FamilyAnswer answer) => _v6.TrySetResult(answer);

    /// <inheritdoc cref="OfferV6"/>
    public void OfferV4(FamilyAnswer answer) => _v4.TrySetResult(answer);

    public void Complete(LookUpResult result)
    {
        Source = result.Source;
        _v6.TrySetResult(result.V6);
        _v4.TrySetResult(result.V4);
        _both.TrySetResult(result);
    }
}
