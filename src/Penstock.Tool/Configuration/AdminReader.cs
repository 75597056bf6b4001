namespace Penstock.Tool.Configuration;

/// <summary>Reads the <c>admin</c> of a configuration file.</summary>
internal sealed class AdminReader(MapReader root)
{
    private const int MostRecent = 1_000_000;

    public AdminConfig Read()
    {
        var defaults = new AdminConfig();
        if (root.Is("admin", "off"))
        {
            return defaults with { Listen = null };
        }

        MapReader map = root.Map("admin");
        if (map.Node is null)
        {
            return defaults;
        }

        AdminConfig admin = ReadToken(map, defaults) with
        {
            Listen = map.Has("listen") ? ReadListen(map) ?? defaults.Listen : defaults.Listen,
            IsAskedFor = map.Has("listen"),
            Recent = map.Number("recent", defaults.Recent),
            Names = [.. map.Texts("names").Select(name => name.ToLowerInvariant().TrimEnd('.'))],
        };
        if (admin.Recent > MostRecent)
        {
            root.Source.Problem(map.Value("recent")!, "admin.recent", $"{admin.Recent} is more than 1,000,000");
        }

        if (!map.Has("token") && !map.Has("token-file"))
        {
            admin.Problems().ToList().ForEach(problem => root.Source.Problem(map.Value("listen") ?? map.Node, "admin", problem));
        }

        return admin;
    }

    private ListenerConfig? ReadListen(MapReader map)
    {
        if (map.Text("listen") is not { } text)
        {
            return null;
        }

        if (!ListenerConfig.TryParse(text, out ListenerConfig? listener, out string? problem))
        {
            root.Source.Problem(map.Value("listen")!, "admin.listen", problem);
        }

        return listener;
    }

    private AdminConfig ReadToken(MapReader map, AdminConfig admin)
    {
        string? problem = null;
        if (map.Has("token") && map.Has("token-file"))
        {
            root.Source.Problem(map.Key("token-file")!, "admin", "there is one token: write token or token-file");
        }
        else if (map.Text("token") is { } token)
        {
            problem = AdminToken.Problem(token) is { } wrong ? $"this {wrong}" : null;
            admin = admin with { Token = token };
        }
        else if (map.Text("token-file") is { } file)
        {
            string full = root.Source.Resolve(file);
            admin = admin with { TokenFile = full, Token = AdminToken.Read(full, out problem) };
        }

        if (problem is not null)
        {
            string key = map.Has("token") ? "token" : "token-file";
            root.Source.Problem(map.Value(key)!, map.PathOf(key), problem);
        }

        return admin;
    }
}
