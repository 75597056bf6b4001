using System.CommandLine;
using Penstock.Bench.Load;
using Penstock.Bench.Running;

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("It reads /proc and waits on epoll: Linux only.");
    return 1;
}

var root = new RootCommand("Measures Penstock beside other proxies; bench/run calls it.")
{
    LoadCommands.Origin(), LoadCommands.Load(), RunCommands.Compare(), RunCommands.Grow(), RunCommands.Micro(), RunCommands.Missing(),
};

// After Ctrl+C there are servers to be stopped, which are given their time.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
