using System.Text;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Teaching;

/// <summary>The three and what passes between them, top to bottom: <c>─▶</c> in clear, <c>═▶</c> encrypted. The server's line begins when there is a connection to it.</summary>
internal sealed class StoryDiagram
{
    // "12  0.42 s  ": the number of the step and its time.
    private const int Left = 14;
    private const int Gap = 2;

    private readonly Story _story;
    private readonly int _distance;
    private readonly int _remark;
    private bool _hasServer;

    public StoryDiagram(Story story, int width)
    {
        _story = story;
        // Between two lines there is room for "200 Connection Established" in an arrow, or nearly.
        _distance = width >= 108 ? 32 : 28;
        _remark = width - Left - (2 * _distance) - 1 - Gap;
    }

    public void Write(StringBuilder text)
    {
        char[] heads = Blank();
        Put(heads, 0, "client");
        Put(heads, _distance - 4, "proxy (me)");
        Put(heads, Math.Min((2 * _distance) - 5, heads.Length - Math.Min(_story.Server.Length, _distance)), Cut(_story.Server, _distance));
        WriteLine(text, new string(' ', Left), heads, "");
        for (int i = 0; i < _story.Steps.Count; i++)
        {
            WriteStep(text, i + 1, _story.Steps[i]);
        }
    }

    private void WriteStep(StringBuilder text, int number, StoryStep step)
    {
        string time = step.At is { } at ? Words.Time(at) : "";
        string left = $"{number,2}{time,9}".PadRight(Left);
        char[] drawing = Lines();
        if (step.From == step.To)
        {
            PutAlone(drawing, step);
        }
        else
        {
            PutArrow(drawing, step);
        }

        _hasServer |= step.MakesPath;
        foreach (string line in TextWrap.Lines(step.Remark, _remark))
        {
            WriteLine(text, left, drawing, line);
            left = new string(' ', Left);
            drawing = Lines();
        }
    }

    private void PutAlone(char[] drawing, StoryStep step)
    {
        int from = (int)step.From * _distance;
        drawing[from] = '●';
        int room = (_hasServer || step.From == Lane.Client ? _distance : 2 * _distance) - 3;
        Put(drawing, from + 2, Cut(step.Label, Math.Min(room, drawing.Length - from - 2)));
    }

    private void PutArrow(char[] drawing, StoryStep step)
    {
        int first = Math.Min((int)step.From, (int)step.To) * _distance;
        int last = Math.Max((int)step.From, (int)step.To) * _distance;
        Span<char> arrow = drawing.AsSpan((first + 1)..last);
        arrow.Fill(step.IsEncrypted ? '═' : '─');
        bool isRightward = step.From < step.To;
        string label = $" {Cut(step.Label, arrow.Length - 4)} ";
        label.CopyTo(arrow[(step.IsBothWays ? (arrow.Length - label.Length) / 2 : isRightward ? 1 : arrow.Length - label.Length - 1)..]);
        if (isRightward || step.IsBothWays)
        {
            arrow[^1] = '▶';
        }

        if (!isRightward || step.IsBothWays)
        {
            arrow[0] = '◀';
        }
    }

    private char[] Blank()
    {
        char[] line = new char[(2 * _distance) + 1];
        Array.Fill(line, ' ');
        return line;
    }

    private char[] Lines()
    {
        char[] line = Blank();
        line[0] = line[_distance] = '│';
        line[2 * _distance] = _hasServer ? '│' : ' ';
        return line;
    }

    private static void Put(char[] line, int at, string text) => text.CopyTo(line.AsSpan(at));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static void WriteLine(StringBuilder text, string left, char[] drawing, string remark) =>
        text.Append($"{left}{new string(drawing)}{new string(' ', Gap)}{remark}".TrimEnd()).Append('\n');
}
