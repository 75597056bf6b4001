using System.Diagnostics;
using System.Text;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>Serves the repositories of a folder by git's own CGI program (git-http-backend(1)).</summary>
internal sealed class GitHttpBackend(string folder)
{
    public async Task<byte[]?> AnswerAsync(HttpRequest request)
    {
        var start = new ProcessStartInfo(RealTool.Find("git"), ["http-backend"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        ChildProcess.SetEnvironment(start, new Dictionary<string, string>
        {
            ["GIT_PROJECT_ROOT"] = folder,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["GIT_PROTOCOL"] = request.Field("Git-Protocol"),
            ["REQUEST_METHOD"] = request.Method,
            ["PATH_INFO"] = request.Path,
            ["QUERY_STRING"] = request.Query,
            ["CONTENT_TYPE"] = request.Field("Content-Type"),
            ["CONTENT_LENGTH"] = request.Body.Length.ToString(),
            ["HTTP_CONTENT_ENCODING"] = request.Field("Content-Encoding"),
            ["REMOTE_ADDR"] = "127.0.0.1",
        });
        using Process process = Process.Start(start)!;
        using var output = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(request.Body);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return ToResponse(output.ToArray());
    }

    // CGI (RFC 3875, 6): fields, among them perhaps a Status, an empty line, content.
    private static byte[] ToResponse(byte[] output)
    {
        int end = output.AsSpan().IndexOf("\r\n\r\n"u8);
        string[] fields = Encoding.ASCII.GetString(output, 0, end).Split("\r\n");
        return HttpRequest.Response(Field("Status") ?? "200 OK", Field("Content-Type") ?? "text/plain", output.AsSpan(end + 4));

        string? Field(string name) => fields.FirstOrDefault(field => field.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
    }
}
