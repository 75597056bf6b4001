using System.Text;
using Penstock.Http;

namespace Penstock.Replies;

/// <summary>A reply of the proxy's own: a head, to its empty line, and a body.</summary>
internal readonly record struct Reply(int Status, string Head, byte[] Body)
{
    /// <summary>The bytes that are sent: to HEAD the head alone (RFC 9110, section 9.3.2).</summary>
    public byte[] ToBytes(bool isHead) => [.. Encoding.ASCII.GetBytes(Head), .. isHead ? [] : Body];

    /// <summary>The challenge that goes with a 407 (RFC 9110, section 11.7.1; RFC 7617), as a line of the head; empty for every other outcome.</summary>
    /// <param name="request">The request.</param>
    /// <param name="namesCharset">Whether it says that credentials are read as UTF-8 (RFC 7617, section 2.1).</param>
    public static string Challenge(ProxyRequest request, bool namesCharset)
    {
        if (request.Outcome != ProxyOutcome.AuthenticationRequired)
        {
            return "";
        }

        string realm = QuotedString.Of(request.Snapshot.Config.Users?.Realm ?? "");
        return $"Proxy-Authenticate: Basic realm={realm}{(namesCharset ? ", charset=\"UTF-8\"" : "")}\r\n";
    }
}
