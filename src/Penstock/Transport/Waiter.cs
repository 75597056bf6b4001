namespace Penstock.Transport;

/// <summary>Who is run later: a coroutine that waits, or an action. Two fields rather than one delegate for both: a delegate for each coroutine would be an object of 64 bytes, and one for all
/// would have to look at each coroutine's type.</summary>
internal readonly struct Waiter
{
    private readonly LoopCoroutine? _coroutine;
    private readonly Action? _action;

    public Waiter(LoopCoroutine coroutine) => _coroutine = coroutine;

    public Waiter(Action action) => _action = action;

    /// <summary>Whether anybody waits at all.</summary>
    public bool Exists => _coroutine is not null || _action is not null;

    public void Run()
    {
        if (_coroutine is { } coroutine)
        {
            coroutine.Resume();
        }
        else
        {
            _action!();
        }
    }
}
