namespace Penstock.Tool.Watching;

/// <summary>What a key asks the proxy, or the command, to do.</summary>
internal enum WatchVerb
{
    /// <summary>Nothing but to show what has changed.</summary>
    None,

    /// <summary>To end.</summary>
    Quit,

    /// <summary>To close a request.</summary>
    Close,

    /// <summary>To fetch a request's timeline.</summary>
    Load,
}

/// <param name="Verb">What.</param>
/// <param name="Id">Which request it is about.</param>
internal readonly record struct WatchAction(WatchVerb Verb, long Id = 0);

/// <summary>What each key does.</summary>
internal static class WatchKeys
{
    private const int Page = 20;

    public static WatchAction Press(WatchState state, ConsoleKeyInfo key)
    {
        state.Notice = "";
        return state switch
        {
            { IsTypingFilter: true } => Type(state, key),
            { ToClose: { } request } => Answer(state, request, key),
            { Opened: not null } => Read(state, key),
            _ => Choose(state, key),
        };
    }

    private static WatchAction Choose(WatchState state, ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { KeyChar: 'q' }:
                return new(WatchVerb.Quit);
            case { Key: ConsoleKey.Enter } when state.Selected is { } selected:
                state.Opened = selected.Id;
                state.Timeline = null;
                state.TimelineScroll = 0;
                return new(WatchVerb.Load, selected.Id);
            case { KeyChar: '/' }:
                state.IsTypingFilter = true;
                break;
            case { Key: ConsoleKey.Escape }:
                state.Filter = "";
                state.Refresh(evenIfPaused: true);
                break;
            case { KeyChar: 's' }:
                state.NextOrder();
                break;
            case { KeyChar: 'p' }:
                state.TogglePause();
                break;
            case { KeyChar: 'c' }:
                AskToClose(state, state.Selected);
                break;
            default:
                state.Move(Distance(key));
                break;
        }

        return default;
    }

    private static WatchAction Read(WatchState state, ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { KeyChar: 'q' }:
                return new(WatchVerb.Quit);
            case { Key: ConsoleKey.Enter or ConsoleKey.Escape or ConsoleKey.Backspace }:
                state.Opened = null;
                break;
            case { KeyChar: 'c' }:
                AskToClose(state, state.Rows.FirstOrDefault(request => request.Id == state.Opened));
                break;
            default:
                state.TimelineScroll = Math.Clamp(state.TimelineScroll + Distance(key), 0, Math.Max((state.Timeline?.Count ?? 0) - 1, 0));
                break;
        }

        return default;
    }

    private static WatchAction Type(WatchState state, ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.Enter }:
                state.IsTypingFilter = false;
                break;
            case { Key: ConsoleKey.Escape }:
                state.IsTypingFilter = false;
                state.Filter = "";
                break;
            case { Key: ConsoleKey.Backspace }:
                state.Filter = state.Filter.Length > 0 ? state.Filter[..^1] : "";
                break;
            case { KeyChar: >= ' ' and not (char)127 }:
                state.Filter += key.KeyChar;
                break;
        }

        state.Refresh(evenIfPaused: true);
        return default;
    }

    // Any other key is no: what is closed cannot be opened again.
    private static WatchAction Answer(WatchState state, WatchedRequest request, ConsoleKeyInfo key)
    {
        state.ToClose = null;
        return key.KeyChar is 'y' or 'Y' ? new(WatchVerb.Close, request.Id) : default;
    }

    private static void AskToClose(WatchState state, WatchedRequest? request)
    {
        state.ToClose = request is { IsOpen: true } ? request : null;
        state.Notice = state.ToClose is null && request is not null ? "it has ended already" : "";
    }

    private static int Distance(ConsoleKeyInfo key) => key switch
    {
        { KeyChar: 'j' } or { Key: ConsoleKey.DownArrow } => 1,
        { KeyChar: 'k' } or { Key: ConsoleKey.UpArrow } => -1,
        { Key: ConsoleKey.PageDown } or { KeyChar: ' ' } => Page,
        { Key: ConsoleKey.PageUp } => -Page,
        { KeyChar: 'g' } or { Key: ConsoleKey.Home } => -1_000_000,
        { KeyChar: 'G' } or { Key: ConsoleKey.End } => 1_000_000,
        _ => 0,
    };
}
