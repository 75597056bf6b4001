using System.Collections;
using System.Net;
using System.Text;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

/// <summary>What a configuration file was read as: each value that is not the default, a line each.</summary>
internal static class ConfigDump
{
    public static string Of(ConfigFile file)
    {
        var text = new StringBuilder();
        Compare(text, "", file.Config, new ProxyConfig());
        Compare(text, "tool.", file.Tool, new ToolConfig());
        return text.Length == 0 ? "all by default\n" : text.ToString();
    }

    private static void Compare(StringBuilder to, string path, object value, object otherwise)
    {
        foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract"))
        {
            object? now = property.GetValue(value);
            object? then = property.GetValue(otherwise);
            if (now is PolicyConfig or TimeoutConfig or LimitConfig or ResolverConfig or LogRotation or AdminConfig)
            {
                Compare(to, $"{path}{property.Name}.", now, then!);
            }
            else if (Text(now) != Text(then))
            {
                to.Append(path).Append(property.Name).Append(" = ").Append(Text(now)).Append('\n');
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        string text => text,
        RuleConfig rule => $"\n  {rule.Place} {rule.Verdict} [{string.Join(' ', rule.To)}]{string.Concat(rule.Lists.Select(list => $" list:{list.Name}"))} ports [{string.Join(' ', rule.Ports)}] when {Text(rule.When)} because {rule.Because ?? "-"} | {rule.Text}",
        RuleCondition.AllOf all => $"all({string.Join("; ", all.Of.Select(Text))})",
        RuleCondition.AnyOf any => $"any({string.Join("; ", any.Of.Select(Text))})",
        RuleCondition.NoneOf none => $"not({string.Join("; ", none.Of.Select(Text))})",
        RuleCondition condition => $"{condition.GetType().Name}({string.Join("; ", condition.GetType().GetProperties().Where(property => property.Name != "EqualityContract").Select(property => Text(property.GetValue(condition))))})",
        HourSpan span => $"{Convert.ToString(span.Days, 2).PadLeft(7, '0')} {span.From:hh\\:mm}-{span.To.TotalHours}h",
        ListenerConfig { Clients: { } clients } listener => $"{listener} for {Text(clients)}",
        ClientGroup group => $"{group.Name} at {group.Place} {Text(group.Networks)}",
        DestinationPattern or ListenerConfig or IPNetwork or PortRange or EndPoint => value.ToString()!,
        AccessLogConfig log => $"{log.Path} as {log.Format} rotated at {log.Rotation.Bytes} keeping {log.Rotation.Keep}",
        SiteConfig site => $"{site.Root} index {Text(site.Index)} names {Text(site.Names)} clients {Text(site.Clients)}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => value.ToString()!,
    };
}
