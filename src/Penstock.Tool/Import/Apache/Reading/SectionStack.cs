namespace Penstock.Tool.Import.Apache.Reading;

/// <summary>The sections that are open while a file is read.</summary>
/// <param name="outside">Where that goes which is in none.</param>
internal sealed class SectionStack(List<Directive> outside)
{
    private readonly Stack<(Directive Section, bool IsRead, List<Directive> Children)> _open = new();

    public int Depth => _open.Count;

    /// <summary>Whether what comes next counts, and is not in a condition that does not hold.</summary>
    public bool IsRead => _open.Count == 0 || _open.Peek().IsRead;

    /// <summary>Where what comes next goes.</summary>
    public List<Directive> Children => _open.Count == 0 ? outside : _open.Peek().Children;

    public Directive? Innermost => _open.Count == 0 ? null : _open.Peek().Section;

    /// <summary>Those that are open, the outermost first.</summary>
    public IEnumerable<Directive> Open => _open.Reverse().Select(open => open.Section);

    /// <summary>Opens a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="isRead">Whether what is in it counts.</param>
    /// <param name="isKept">Whether it is a section of the configuration; what is in a mere condition belongs to what is around it.</param>
    public void Add(Directive section, bool isRead, bool isKept)
    {
        if (isKept && isRead)
        {
            Children.Add(section);
        }

        _open.Push((section, isRead, isKept ? section.Children : Children));
    }

    public void Close() => _open.Pop();

    /// <summary>Closes the nearest section of that name, with all that is in it; nothing if there is none.</summary>
    public void CloseTo(string name)
    {
        if (_open.Any(open => open.Section.Is(name)))
        {
            while (!_open.Pop().Section.Is(name))
            {
            }
        }
    }
}
