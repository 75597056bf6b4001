using Microsoft.AspNetCore.Http;

namespace Penstock.Tool.Admin;

/// <summary>What a path stands for: who answers which method.</summary>
/// <param name="Get">Answers GET; null if that is not for it.</param>
/// <param name="Post">Answers POST.</param>
internal sealed record AdminResource(RequestDelegate? Get = null, RequestDelegate? Post = null)
{
    /// <summary>Whether HEAD is answered too: not where an answer has no end.</summary>
    public bool HasHead { get; init; } = true;

    public Task AnswerAsync(HttpContext context)
    {
        string method = context.Request.Method;
        RequestDelegate? answer =
            HttpMethods.IsGet(method) || (HttpMethods.IsHead(method) && HasHead) ? Get
            : HttpMethods.IsPost(method) ? Post
            : null;
        if (answer is not null)
        {
            return answer(context);
        }

        string allowed = Get is null ? "POST" : HasHead ? "GET, HEAD" : "GET";
        context.Response.Headers.Allow = allowed;
        return AdminAnswer.ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, $"This is for {allowed}.");
    }
}
