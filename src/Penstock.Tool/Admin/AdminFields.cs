using Microsoft.AspNetCore.Http;

namespace Penstock.Tool.Admin;

/// <summary>The fields that every answer has: a browser runs nothing that is not ours, shows it in nobody's frame, and tells nobody where it was.</summary>
internal static class AdminFields
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Set(IHeaderDictionary fields)
    {
        fields.ContentSecurityPolicy = ContentSecurityPolicy;
        fields.XContentTypeOptions = "nosniff";
        fields["Referrer-Policy"] = "no-referrer";
        fields["Cross-Origin-Opener-Policy"] = "same-origin";
        fields["Cross-Origin-Embedder-Policy"] = "require-corp";
        fields["Cross-Origin-Resource-Policy"] = "same-origin";
        fields.CacheControl = "no-store";
    }
}
