using Penstock.Tool.Import;

namespace Penstock.Tool.Configuration;

/// <summary>Writes conditions as <see cref="ConditionReader"/> reads them.</summary>
internal static class ConditionWriter
{
    // As the reader puts those of a rule together.
    private static readonly Type[] s_order =
    [
        typeof(RuleCondition.From), typeof(RuleCondition.FromName), typeof(RuleCondition.User), typeof(RuleCondition.Group),
        typeof(RuleCondition.Method), typeof(RuleCondition.Url), typeof(RuleCondition.ListenerPort), typeof(RuleCondition.Hours),
    ];

    /// <summary>A condition as a value of <c>when</c>.</summary>
    public static ImportedMap Node(RuleCondition condition)
    {
        var map = new ImportedMap(isShort: true);
        Add(map, condition);
        return map;
    }

    /// <summary>A condition beside a verdict: those that are one key each stand there, the rest below <c>when</c>.</summary>
    public static void AddToRule(ImportedMap rule, RuleCondition? condition)
    {
        IReadOnlyList<RuleCondition> parts = condition switch { null => [], RuleCondition.AllOf { Of.Count: > 1 } all => all.Of, var one => [one] };
        int[] places = [.. parts.Select(part => IsComposed(part) ? s_order.Length : Array.IndexOf(s_order, part.GetType()))];
        bool areOneKeyEach = places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second);
        foreach (RuleCondition part in areOneKeyEach ? parts : [condition!])
        {
            if (IsComposed(part))
            {
                rule.Add("when", Node(part));
            }
            else
            {
                Add(rule, part);
            }
        }
    }

    /// <summary>Adds the key of a condition.</summary>
    public static void Add(ImportedMap map, RuleCondition condition)
    {
        switch (condition)
        {
            case RuleCondition.From from:
                map.AddTexts("from", ImportedRule.Texts(from.Networks));
                break;
            case RuleCondition.FromName name:
                map.AddTexts("from-names", name.Names);
                break;
            case RuleCondition.User { Names.Count: 0 }:
                map.AddWord("user", "any");
                break;
            case RuleCondition.User user:
                map.AddTexts("user", user.Names);
                break;
            case RuleCondition.Group group:
                map.AddTexts("group", group.Names);
                break;
            case RuleCondition.Method method:
                map.AddTexts("methods", method.Names);
                break;
            case RuleCondition.Url url:
                map.AddTexts("urls", url.Patterns);
                break;
            case RuleCondition.ListenerPort listener:
                map.Add("listener", new ImportedList([.. listener.Ports.Select(port => new ImportedScalar($"{port}", isWord: true))]));
                break;
            case RuleCondition.Hours hours:
                map.AddTexts("hours", hours.Spans.Select(HourSpanText.Format));
                break;
            default:
                (string key, IReadOnlyList<RuleCondition> of) = condition switch
                {
                    RuleCondition.AllOf all => ("all", all.Of),
                    RuleCondition.AnyOf any => ("any", any.Of),
                    _ => ("not", ((RuleCondition.NoneOf)condition).Of),
                };
                map.Add(key, new ImportedList([.. of.Select(Node)]));
                break;
        }
    }

    private static bool IsComposed(RuleCondition condition) => condition is RuleCondition.AllOf or RuleCondition.AnyOf or RuleCondition.NoneOf;
}
