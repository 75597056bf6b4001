using System.Globalization;
using Penstock.Tool.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Penstock.Tool.Watching;

/// <summary>What is shown, for a screen of a size. Text is never taken for markup.</summary>
internal static class WatchView
{
    private static readonly Style s_strong = new(decoration: Decoration.Bold);
    private static readonly Style s_quiet = new(decoration: Decoration.Dim);
    private static readonly Style s_alarm = new(Color.Red);
    private static readonly Style s_question = new(Color.Yellow, decoration: Decoration.Bold);

    public static IRenderable Of(WatchState state, string name, int width, int height)
    {
        // The heading, the line of the filter, and the last line are always there.
        int room = Math.Max(height - 3, 1);
        (IRenderable body, int lines) = state.Opened is null ? Table(state, width, room) : Timeline(state, width, room);
        return new Rows(
        [
            Line(Heading(state, name), s_strong, width),
            Line(Settings(state), state.Lost is null ? s_quiet : s_alarm, width),
            body,
            .. Enumerable.Repeat(Line("", s_quiet, width), Math.Max(room - lines, 0)),
            Line(Prompt(state), state.ToClose is null ? s_quiet : s_question, width),
        ]);
    }

    private static string Heading(WatchState state, string name) => state.Rates is not { } rates
        ? $"penstock watch · {name}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"penstock watch · {name} · {rates.Open} open · {rates.Requests:0} requests/s · ↑ {ByteCount.Format((long)rates.Up)}/s · ↓ {ByteCount.Format((long)rates.Down)}/s · {rates.Refused:0} refused/s · {rates.Failed:0} failed/s");

    private static string Settings(WatchState state)
    {
        if (state.Lost is { } lost)
        {
            return $"No word from the proxy: {lost}. Trying again.";
        }

        string filter = state.IsTypingFilter ? $"filter: {Printable.Of(state.Filter)}_   " : state.Filter.Length > 0 ? $"filter: {Printable.Of(state.Filter)}   " : "";
        string paused = state.IsPaused ? "   paused: nothing moves until p" : "";
        return $"{filter}{state.Rows.Count} shown, {state.Order.ToString().ToLowerInvariant()} first{paused}{(state.Notice.Length > 0 ? $"   {state.Notice}" : "")}";
    }

    private static string Prompt(WatchState state) => state switch
    {
        { ToClose: { } request } => $"Close {request.Asked} from {request.Client}? Both sides are reset. y/n",
        { IsTypingFilter: true } => "Type words that a row must have · Enter keeps them · Esc shows all",
        { Opened: not null } => "j k scroll · c close it · Enter back · q quit",
        _ => "j k choose · Enter its timeline · / filter · s sort · c close · p pause · q quit",
    };

    private static (IRenderable View, int Lines) Table(WatchState state, int width, int room)
    {
        WatchColumn[] columns = WatchColumn.Fitting(width);
        var table = new Table { Border = TableBorder.None };
        foreach (WatchColumn column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Heading, s_quiet))
            {
                Width = column.Width,
                NoWrap = true,
                Padding = new Padding(0, 0, 1, 0),
                Alignment = column.IsFigure ? Justify.Right : Justify.Left,
            });
        }

        int selected = state.Selected is { } request ? state.Rows.TakeWhile(row => row.Id != request.Id).Count() : 0;
        int visible = Math.Max(room - 1, 1);
        int first = Math.Clamp(selected - (visible / 2), 0, Math.Max(state.Rows.Count - visible, 0));
        foreach (WatchedRequest row in state.Rows.Skip(first).Take(visible))
        {
            Style style = row.Id == state.Selected?.Id ? s_strong : row.IsRefused || row.IsFailed ? s_alarm : row.IsOpen ? Style.Plain : s_quiet;
            table.AddRow(columns.Select(column => new Text(CellWidth.Cut(column.IsMark ? (row.Id == state.Selected?.Id ? ">" : " ") : column.Value(row), column.Width), style)));
        }

        return (table, table.Rows.Count + 1);
    }

    private static (IRenderable View, int Lines) Timeline(WatchState state, int width, int room)
    {
        Text[] lines = [.. (state.Timeline ?? ["…"]).SelectMany(line => TextWrap.Lines(line, width)).Skip(state.TimelineScroll).Take(room).Select(line => Line(line, Style.Plain, width))];
        return (new Rows(lines), lines.Length);
    }

    // A line without a character would be none.
    private static Text Line(string text, Style style, int width) => new(text.Length == 0 ? " " : CellWidth.Cut(text, width), style);
}
