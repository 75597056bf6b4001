namespace Penstock.Forwarding;

/// <summary>The idle connections to one origin. Whoever asks one origin again and again keeps its shelf, and is not looked up each time.</summary>
internal sealed class OriginShelf(OriginKey key)
{
    public OriginKey Key { get; } = key;

    /// <summary>The one that was used last; the others follow it (<see cref="OriginConnection.NextOfKey"/>).</summary>
    public OriginConnection? Newest { get; set; }

    public int Count { get; set; }

    /// <summary>Whether the origin is known to serve several connections at once: it has answered on a new one while another was idle.</summary>
    public bool ServesSeveral { get; set; }

    /// <summary>Whether the pool still knows it: one that stood empty may have been let go of.</summary>
    public bool IsListed { get; set; } = true;

    public void Add(OriginConnection origin)
    {
        origin.NextOfKey = Newest;
        Newest = origin;
        Count++;
    }

    public void Remove(OriginConnection origin)
    {
        if (Newest == origin)
        {
            Newest = origin.NextOfKey;
        }
        else
        {
            OriginConnection before = Newest!;
            while (before.NextOfKey != origin)
            {
                before = before.NextOfKey!;
            }

            before.NextOfKey = origin.NextOfKey;
        }

        origin.NextOfKey = null;
        Count--;
    }
}

/// <summary>What a connection may be used for again: the name and port that were asked for. The address that the name had then is judged again for each request.</summary>
internal readonly record struct OriginKey(string Host, int Port);
