using System.Globalization;
using System.Text;

namespace Penstock.Bench.Reporting;

/// <summary>A picture of text, bars and lines that can be read on light and on dark.</summary>
internal sealed class SvgPage(int width, int height, string title)
{
    // Each of the colours keeps a contrast of 4.5 to 1 with its background (WCAG 2.2, 1.4.3), text and marks alike.
    private const string Style = """
        .page { fill: #ffffff } .ink { fill: #1f2328 } .faint { fill: #59636e } .rule { stroke: #d1d9e0; fill: none }
        .ours { fill: #0969da } .floor { fill: #59636e } .peer { fill: #9a6700 }
        .line { stroke-width: 2; fill: none } .line.ours { stroke: #0969da } .line.floor { stroke: #59636e; stroke-dasharray: 5 3 }
        @media (prefers-color-scheme: dark) {
          .page { fill: #0d1117 } .ink { fill: #f0f6fc } .faint { fill: #9198a1 } .rule { stroke: #3d444d }
          .ours { fill: #4493f8 } .floor { fill: #9198a1 } .peer { fill: #d29922 }
          .line { fill: none } .line.ours { stroke: #4493f8 } .line.floor { stroke: #9198a1 }
        }
        """;

    private readonly StringBuilder _body = new();

    public void Text(double x, double y, string text, string kind = "ink", string anchor = "start", int size = 12, bool bold = false) => Append(
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" class=\"{kind}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{(bold ? " font-weight=\"600\"" : "")}>{Escaped(text)}</text>");

    public void Bar(double x, double y, double length, double thickness, string kind) =>
        Append($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(1, length):0.#}\" height=\"{thickness:0.#}\" rx=\"2\" class=\"{kind}\"/>");

    public void Rule(double x1, double y1, double x2, double y2) => Append($"<path class=\"rule\" d=\"M{x1:0.#} {y1:0.#}L{x2:0.#} {y2:0.#}\"/>");

    public void Dot(double x, double y, string kind) => Append($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\" class=\"{kind}\"/>");

    public void Line(IEnumerable<(double X, double Y)> points, string kind) => Append(
        $"<polyline class=\"line {kind}\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))}\"/>");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="system-ui, sans-serif" role="img">
        <title>{Escaped(title)}</title>
        <style>
        {Style}
        </style>
        <rect class="page" width="{width}" height="{height}"/>
        {_body}</svg>

        """);

    private void Append(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
