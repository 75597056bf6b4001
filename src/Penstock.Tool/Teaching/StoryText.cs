using System.Text;
using Penstock.Tool.Reporting;

namespace Penstock.Tool.Teaching;

/// <summary>A story as text: a diagram of three lines where there is room for one, else a list.</summary>
internal static class StoryText
{
    /// <summary>The least width, in columns, that a diagram is drawn at.</summary>
    public const int LeastForDiagram = 100;

    private const int Widest = 120;

    public static string Write(Story story, int width)
    {
        width = Math.Min(width, Widest);
        var text = new StringBuilder();
        foreach (string line in TextWrap.Lines(story.Opening, width))
        {
            text.Append(line).Append('\n');
        }

        text.Append('\n');
        if (width >= LeastForDiagram)
        {
            new StoryDiagram(story, width).Write(text);
        }
        else
        {
            WriteList(text, story, width);
        }

        text.Append('\n');
        WriteEnds(text, story, width);
        return text.Replace(Words.Together, ' ').ToString();
    }

    private static void WriteList(StringBuilder text, Story story, int width)
    {
        const int indent = 4;
        for (int i = 0; i < story.Steps.Count; i++)
        {
            StoryStep step = story.Steps[i];
            string at = step.At is { } time ? $"{Words.Time(time)}  " : "";
            string who = step.From == step.To ? $"{Name(step.From)}:" : $"{Name(step.From)} {(step.IsBothWays ? "◀" : "─")}{(step.IsEncrypted ? "═" : "─")}▶ {Name(step.To)}:";
            string first = $"{at}{who} {step.Label}";
            IEnumerable<string> lines = [.. TextWrap.Lines(first, width - indent), .. TextWrap.Lines(step.Remark, width - indent)];
            string number = $"{i + 1,2}  ";
            foreach (string line in lines)
            {
                text.Append(number).Append(line).Append('\n');
                number = new string(' ', indent);
            }
        }
    }

    private static void WriteEnds(StringBuilder text, Story story, int width)
    {
        // Beside their headings, if there is room; else below.
        int column = width >= 60 ? story.Ends.Max(end => end.Heading.Length) + 3 : 2;
        foreach (StoryEnd end in story.Ends)
        {
            string heading = end.Heading + ":";
            if (heading.Length + 1 > column)
            {
                text.Append(heading).Append('\n');
                heading = "";
            }

            foreach (string line in TextWrap.Lines(end.Text, width - column))
            {
                text.Append(heading.PadRight(column)).Append(line).Append('\n');
                heading = "";
            }
        }
    }

    private static string Name(Lane lane) => lane switch { Lane.Client => "client", Lane.Proxy => "me", _ => "server" };
}
