namespace Penstock;

/// <summary>Basic authentication of clients (RFC 7617) by an htpasswd file.</summary>
public sealed record UsersConfig
{
    /// <summary>A file of lines <c>name:hash</c> with bcrypt, apr1 or {SHA} hashes, as htpasswd(1) writes them. Read again when it changes.</summary>
    public required string File { get; init; }

    /// <summary>A file of lines <c>group: name name</c>, as for Apache's AuthGroupFile; null for no groups.</summary>
    public string? GroupFile { get; init; }

    /// <summary>What the client's user is asked for. Default <c>penstock</c>.</summary>
    public string Realm { get; init; } = "penstock";

    /// <summary>Whether every request needs credentials. Default true; otherwise only those do that a rule about users or groups decides.</summary>
    public bool Required { get; init; } = true;
}
