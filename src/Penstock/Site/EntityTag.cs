namespace Penstock.Site;

/// <summary>An entity tag (RFC 9110, section 8.8.3): the opaque part with its quotes, and whether it is weak.</summary>
internal readonly record struct EntityTag(string Opaque, bool IsWeak)
{
    /// <summary>As a field has it.</summary>
    public override string ToString() => IsWeak ? "W/" + Opaque : Opaque;

    /// <summary>Whether a list of tags, or <c>*</c>, has this one.</summary>
    /// <param name="list">The value of If-Match or If-None-Match.</param>
    /// <param name="strongly">Whether weak tags match nothing (section 8.8.3.2).</param>
    public bool IsIn(ReadOnlySpan<char> list, bool strongly)
    {
        list = list.Trim(" \t");
        if (list is "*")
        {
            return true;
        }

        // An opaque part may hold commas: the list is read tag by tag, not taken apart.
        while (true)
        {
            list = list.TrimStart(" \t,");
            bool isWeak = list.StartsWith("W/", StringComparison.Ordinal);
            list = isWeak ? list[2..] : list;
            int end = list is ['"', ..] ? list[1..].IndexOf('"') + 2 : 0;
            if (end < 2)
            {
                return false;
            }

            if (list[..end].SequenceEqual(Opaque) && !(strongly && (isWeak || IsWeak)))
            {
                return true;
            }

            list = list[end..];
        }
    }
}
