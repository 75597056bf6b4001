using Penstock.Tool.Commands;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Hosting;

/// <summary>What a reload does not change: threads that run, sockets and files that the command itself has opened. Whoever writes another value into the file has to be told that it waits for a restart.</summary>
internal static class FixedSettings
{
    /// <summary>The keys whose values are not those of the start any more, as <c>penstock.yaml</c> has them.</summary>
    public static IReadOnlyList<string> Changed(RunSettings started, RunSettings next)
    {
        List<string> names = [];
        Compare("loops", started.Config.Loops, next.Config.Loops);
        (ToolConfig was, ToolConfig now) = (started.Tool, next.Tool);
        Compare("logs.error.path", was.ErrorLog, now.ErrorLog);
        Compare("logs.error.level", was.Debug, now.Debug);
        Compare("logs.error.rotate", was.ErrorLogRotation.Bytes, now.ErrorLogRotation.Bytes);
        Compare("logs.error.keep", was.ErrorLogRotation.Keep, now.ErrorLogRotation.Keep);
        Compare("logs.requests", was.ShowRequests, now.ShowRequests);
        CompareAdmin(was.Admin, now.Admin);
        CompareOtlp(was.Otlp, now.Otlp);
        return names;

        void Compare<T>(string name, T before, T after)
        {
            if (!EqualityComparer<T>.Default.Equals(before, after))
            {
                names.Add(name);
            }
        }

        void CompareAdmin(AdminConfig before, AdminConfig after)
        {
            Compare("admin.listen", before.Listen?.ToString(), after.Listen?.ToString());
            Compare(after.TokenFile is null ? "admin.token" : "admin.token-file", (before.Token, before.TokenFile), (after.Token, after.TokenFile));
            Compare("admin.recent", before.Recent, after.Recent);
            Compare("admin.names", string.Join(' ', before.Names), string.Join(' ', after.Names));
        }

        void CompareOtlp(OtlpConfig before, OtlpConfig after)
        {
            Compare("otlp.endpoint", before.Endpoint, after.Endpoint);
            Compare("otlp.headers", Headers(before), Headers(after));
            Compare("otlp.metrics", before.Metrics, after.Metrics);
            Compare("otlp.traces", before.Traces, after.Traces);
            Compare("otlp.interval", before.Interval, after.Interval);
        }
    }

    private static string Headers(OtlpConfig config) => string.Join('\n', config.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {header.Value}"));
}
