namespace Penstock.Tool.Teaching;

/// <summary>The three of a story, from left to right.</summary>
internal enum Lane
{
    Client,
    Proxy,
    Server,
}

/// <summary>One thing that happened: somebody sent something to somebody, or did something alone.</summary>
/// <param name="At">When, from the first byte of the request; null if the proxy cannot tell.</param>
/// <param name="From">Who.</param>
/// <param name="To">To whom; the same as <paramref name="From"/> for what one does alone.</param>
/// <param name="Label">What, in a few words.</param>
/// <param name="Remark">What the proxy has to say of it.</param>
internal sealed record StoryStep(TimeSpan? At, Lane From, Lane To, string Label, string Remark)
{
    /// <summary>Whether the proxy passed it on without being able to read it.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Whether there is a connection to the server from here on.</summary>
    public bool MakesPath { get; init; }

    /// <summary>Whether it went both ways.</summary>
    public bool IsBothWays { get; init; }
}

/// <summary>What is to be remembered.</summary>
internal sealed record StoryEnd(string Heading, string Text);

/// <summary>One request, told by the proxy.</summary>
/// <param name="Opening">Who is who.</param>
/// <param name="Server">The server's name and port.</param>
/// <param name="Steps">What happened, in order.</param>
/// <param name="Ends">What is to be remembered.</param>
internal sealed record Story(string Opening, string Server, IReadOnlyList<StoryStep> Steps, IReadOnlyList<StoryEnd> Ends);
