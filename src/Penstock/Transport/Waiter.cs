namespace Penstock.Transport;

/// <summary>A coroutine that waits, or any other call that is to be made later: a method and what it is called with. An <see cref="Action"/> would be an object of 64 bytes for each coroutine.</summary>
internal readonly struct Waiter(Action<object?> continuation, object? state)
{
    private readonly Action<object?>? _continuation = continuation;
    private readonly object? _state = state;

    public Waiter(Action action)
        : this(static state => ((Action)state!)(), action)
    {
    }

    /// <summary>Whether anybody waits at all.</summary>
    public bool Exists => _continuation is not null;

    public void Run() => _continuation!(_state);
}
