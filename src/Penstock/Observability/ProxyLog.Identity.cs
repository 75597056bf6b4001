using System.Net;
using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>What is said of users. Passwords and hashes never are.</summary>
internal static partial class ProxyLog
{
    // As many characters as a name may have to be told from others.
    private const int MostOfName = 64;

    /// <summary>One line for each time that credentials were wrong, for people and for fail2ban.</summary>
    public static void AuthenticationFailed(ILogger logger, IPAddress? client, string? user) =>
        AuthenticationFailed(logger, client?.ToString() ?? "unix", user is null ? "(malformed)" : $"\"{Safe(user)}\"");

    [LoggerMessage(40, LogLevel.Warning, "authentication failed: client {Client} user {User}")]
    private static partial void AuthenticationFailed(ILogger logger, string client, string user);

    [LoggerMessage(41, LogLevel.Warning, "the users have changed and cannot be read; those that were read before go on ({Reason})")]
    public static partial void UsersNotRead(ILogger logger, string reason);

    [LoggerMessage(42, LogLevel.Warning, "{Problem}")]
    public static partial void UserNotRead(ILogger logger, string problem);

    // Nothing that a client writes may look like the rest of the line.
    private static string Safe(string user) =>
        string.Concat((user.Length > MostOfName ? user[..MostOfName] : user).Select(c => c is >= ' ' and < '\x7f' and not ('"' or '\\') ? c : '?'));
}
