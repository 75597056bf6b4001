using Microsoft.AspNetCore.Http;
using Penstock.Observability;
using Penstock.Observability.Formats;

namespace Penstock.Tool.Admin;

/// <summary>The rules in force, and how often each has decided.</summary>
internal sealed class RulesEndpoint(ProxyServer proxy)
{
    public Task ListAsync(HttpContext context) => AdminAnswer.JsonAsync(context, Write);

    private void Write(ref LogLine line)
    {
        IReadOnlyList<RuleStatistics> rules = proxy.Rules;
        line.Append((byte)'[');
        for (int i = 0; i < rules.Count; i++)
        {
            RuleStatistics rule = rules[i];
            JsonText.Text(ref line, i == 0 ? "{\"text\":"u8 : ",{\"text\":"u8, rule.Text);
            JsonText.Text(ref line, ",\"place\":"u8, rule.Place?.ToString());
            JsonText.Text(ref line, ",\"verdict\":"u8, VerdictWord.Of(rule.Verdict));
            JsonText.Text(ref line, ",\"because\":"u8, rule.Because);
            CounterJson.Number(ref line, ",\"hits\":"u8, rule.Hits);
            if (rule.LastHit is { } last)
            {
                line.Append(",\"last_hit\":"u8);
                JsonText.Time(ref line, last);
            }

            line.Append((byte)'}');
        }

        line.Append((byte)']');
    }
}
