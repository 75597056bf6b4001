using Penstock.Identity;

namespace Penstock.Tool.Configuration;

/// <summary>The files of users and groups, read as the proxy reads them: what is wrong in them, and which names of rules they do not have.</summary>
internal sealed class UserFiles
{
    // As many as the proxy tells of when it reads them.
    private const int MostTold = 20;

    private readonly UsersConfig _config;
    private readonly CredentialFile? _read;

    /// <param name="config">Where they are.</param>
    /// <param name="users">Where that is said.</param>
    public UserFiles(UsersConfig config, MapReader users)
    {
        _config = config;
        if (IsPassedAlong(config.File) || (config.GroupFile is { } passed && IsPassedAlong(passed)))
        {
            return; // it can be read once, and that is for the proxy
        }

        if (!File.Exists(config.File) || (config.GroupFile is { } groups && !File.Exists(groups)))
        {
            return; // which the reader of the paths has told
        }

        try
        {
            _read = CredentialFile.Read(config);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            users.Source.Problem(users.Node!, "users", MapReader.Shown(e.Message, 300));
        }
    }

    private static bool IsPassedAlong(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    /// <summary>Lines that the proxy will not use. It tells of them itself, whenever it reads the files.</summary>
    public IEnumerable<ConfigProblem> Warnings
    {
        get
        {
            IReadOnlyList<ConfigProblem> problems = _read?.Problems ?? [];
            foreach (ConfigProblem problem in problems.Take(MostTold))
            {
                yield return problem with { IsWarning = true };
            }

            if (problems.Count > MostTold)
            {
                yield return new(problems[^1].Place, $"and {problems.Count - MostTold} more such lines, up to here", IsWarning: true);
            }
        }
    }

    /// <summary>A sentence, if no user of that name could come; null if one could, or that is not known.</summary>
    public string? DoubtUser(string name) =>
        _read is null || name == "any" || _read.Find(name) is not null ? null : $"no line of {_config.File} is for \"{MapReader.Shown(name)}\", so it is nobody";

    /// <summary>A sentence, if nobody is in a group of that name; null if somebody could be, or that is not known.</summary>
    public string? DoubtGroup(string name) =>
        _read is null || _read.HasGroup(name) ? null
        : _config.GroupFile is { } file ? $"no line of {file} is for \"{MapReader.Shown(name)}\", so nobody is in it"
        : $"nobody is in \"{MapReader.Shown(name)}\": there are no groups (name their file under users.groups)";
}
