namespace Penstock.Tool.Configuration;

/// <summary>What a configuration file says, and what is wrong with it.</summary>
/// <param name="Config">What the proxy is told; usable only if there are no problems but warnings.</param>
/// <param name="Tool">What the command is told.</param>
/// <param name="Problems">Everything that was found, in the order of the file.</param>
/// <param name="Files">The file and those that it includes, by full path.</param>
internal sealed record ConfigFile(ProxyConfig Config, ToolConfig Tool, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<string> Files)
{
    /// <summary>Lines of the files of users and groups that will not be used: the proxy tells of them itself when it reads those files, and again when they change.</summary>
    public IReadOnlyList<ConfigProblem> UserWarnings { get; init; } = [];

    /// <summary>There is nothing in it, but for comments.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => Problems.All(problem => problem.IsWarning);
}

/// <summary>What a configuration file says to the command and not to the proxy.</summary>
internal sealed record ToolConfig
{
    /// <summary>The error log; null for standard error.</summary>
    public string? ErrorLog { get; init; }

    public LogRotation ErrorLogRotation { get; init; } = new();

    public bool Debug { get; init; }

    public bool ShowRequests { get; init; }

    public bool Watch { get; init; }

    public AdminConfig Admin { get; init; } = new();

    public OtlpConfig Otlp { get; init; } = new();
}
