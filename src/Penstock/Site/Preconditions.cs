using Penstock.Http;

namespace Penstock.Site;

/// <summary>What the preconditions of a request come to.</summary>
internal enum PreconditionResult
{
    Proceed,

    /// <summary>304.</summary>
    NotModified,

    /// <summary>412.</summary>
    Failed,
}

/// <summary>The preconditions of RFC 9110, section 13, for GET and HEAD.</summary>
internal static class Preconditions
{
    /// <summary>In the order of section 13.2.2.</summary>
    public static PreconditionResult Evaluate(SiteRequest request, SiteFile file)
    {
        if (request.IfMatch is { } wanted)
        {
            if (!file.Tag.IsIn(wanted, strongly: true))
            {
                return PreconditionResult.Failed;
            }
        }
        else if (request.IfUnmodifiedSince is { } before && HttpDate.TryParse(before, out DateTimeOffset limit) && file.LastModified > limit)
        {
            return PreconditionResult.Failed;
        }

        bool isKnown = request.IfNoneMatch is { } known
            ? file.Tag.IsIn(known, strongly: false)
            : request.IfModifiedSince is { } since && HttpDate.TryParse(since, out DateTimeOffset date) && file.LastModified <= date;
        return isKnown ? PreconditionResult.NotModified : PreconditionResult.Proceed;
    }

    /// <summary>Whether If-Range, if there is one, lets the range be sent (section 13.1.5): the validator has to be strong, and the very same.</summary>
    public static bool AllowRange(SiteRequest request, SiteFile file)
    {
        if (request.IfRange is not { } condition)
        {
            return true;
        }

        return condition.StartsWith('"') || condition.StartsWith("W/", StringComparison.Ordinal)
            ? condition == file.Tag.ToString() && !file.Tag.IsWeak
            : HttpDate.TryParse(condition, out DateTimeOffset date) && date == file.LastModified && !file.Tag.IsWeak;
    }
}
