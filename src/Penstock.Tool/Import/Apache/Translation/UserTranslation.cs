using Penstock.Tool.Import.Apache.Access;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Translation;

/// <summary>The users: one file of them, for all that asks for any.</summary>
internal sealed class UserTranslation(TranslationContext translation)
{
    public void AddTo(ImportedMap config, IEnumerable<ServerPolicy> policies)
    {
        (AccessCase Case, Term Term)[] cases = [.. policies.SelectMany(policy => policy.Cases)];
        foreach ((AccessCase access, _) in cases.Where(one => one.Case.Requires is null && Find(one.Case, "AuthType") is { } type && !type.Value.Equals("none", StringComparison.OrdinalIgnoreCase)))
        {
            translation.Problem(Find(access, "AuthType")!, "without a Require Apache answers every request with an error (add Require valid-user)");
        }

        List<AccessCase> asking = [.. cases.Where(one => one.Term.AsksForUsers).Select(one => one.Case)];
        if (asking.Count == 0)
        {
            return;
        }

        foreach (AccessCase access in asking)
        {
            Check(access, cases.First(one => one.Case == access).Term);
        }

        AccessCase first = asking[0];
        foreach (string name in (string[])["AuthUserFile", "AuthGroupFile"])
        {
            if (asking.Find(access => Find(access, name)?.Value != Find(first, name)?.Value) is { } other && (Find(other, name) ?? Find(first, name)) is { } differing)
            {
                translation.Problem(differing, "there is one file of users for all, and one of groups");
            }
        }

        if (Find(first, "AuthUserFile") is { } file)
        {
            var users = new ImportedMap();
            users.AddText("file", translation.PathOf(file.Value), file.Origin);
            if (Find(first, "AuthGroupFile") is { } groups)
            {
                users.AddText("groups", translation.PathOf(groups.Value), groups.Origin);
            }

            if (Find(first, "AuthName") is { } realm)
            {
                users.AddText("realm", realm.Value, realm.Origin);
            }

            users.AddWord("required", "false", new Origin(null, "only who depends on it is asked"));
            config.Add("users", users);
        }
    }

    private void Check(AccessCase access, Term term)
    {
        Directive require = access.Auth.Values.FirstOrDefault() ?? translation.Proxies.SelectMany(server => server.Sections("Proxy", "ProxyMatch")).LastOrDefault() ?? translation.Setting("ProxyRequests")!;
        if (Find(access, "AuthType") is not { } type || type.Value.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            translation.Problem(Find(access, "AuthType") ?? require, "users are asked for without AuthType Basic, which Apache answers with an error");
        }
        else if (Find(access, "AuthUserFile") is null)
        {
            translation.Problem(type, "users are asked for without AuthUserFile, which Apache answers with an error");
        }
        else if (Find(access, "AuthName") is null)
        {
            translation.Problem(type, "users are asked for without AuthName, which Apache answers with an error");
        }

        if (term.Atoms.Any(atom => atom.Condition is RuleCondition.Group) && Find(access, "AuthGroupFile") is null)
        {
            translation.Problem(require, "groups are asked for without AuthGroupFile");
        }
    }

    private static Directive? Find(AccessCase access, string name) => access.Auth.GetValueOrDefault(name);
}
