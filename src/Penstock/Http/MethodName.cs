using System.Text;

namespace Penstock.Http;

/// <summary>The name of a method as a string, without making a new one for those that every client uses.</summary>
internal static class MethodName
{
    private static readonly (byte[] Bytes, string Name)[] s_known =
        [.. ((string[])["GET", "CONNECT", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"]).Select(name => (Encoding.ASCII.GetBytes(name), name))];

    public static string Of(ReadOnlySpan<byte> method)
    {
        foreach ((byte[] bytes, string name) in s_known)
        {
            if (method.SequenceEqual(bytes))
            {
                return name;
            }
        }

        return Encoding.ASCII.GetString(method);
    }
}
