using System.CommandLine;
using Penstock.Linux;

namespace Penstock.Bench.Load;

/// <summary>The parts that run in processes of their own: <c>origin PORT</c>, and <c>load KIND PROXY ORIGIN CONCURRENCY AMOUNT HELD</c>.</summary>
internal static class LoadCommands
{
    /// <summary>What a load says once the tunnels stand that it needs: it goes on when it has read a line.</summary>
    public const string OpenedWord = "open";

    public static Command Origin()
    {
        var port = new Argument<int>("port");
        var command = new Command("origin", "Serve what the loads ask for.") { port };
        command.SetAction(parsed =>
        {
            LibC.IgnoreSigPipe();
            var origin = new Origin(parsed.GetValue(port));
            Console.WriteLine("listening");
            origin.Run();
        });
        return command;
    }

    public static Command Load()
    {
        var kind = new Argument<LoadKind>("kind");
        var proxy = new Argument<int>("proxy") { Description = "The proxy's port, or 0 for none." };
        var origin = new Argument<int>("origin");
        var concurrency = new Argument<int>("concurrency");
        var amount = new Argument<long>("amount") { Description = "How many in all, or MiB for each connection." };
        var held = new Argument<int>("held") { DefaultValueFactory = _ => 0, Description = "Idle tunnels beside it." };
        var command = new Command("load", "Run one load and say what came of it.") { kind, proxy, origin, concurrency, amount, held };
        command.SetAction(parsed => Run(new LoadPlan(
            parsed.GetValue(kind), parsed.GetValue(proxy), parsed.GetValue(origin), parsed.GetValue(concurrency), parsed.GetValue(amount), parsed.GetValue(held))));
        return command;
    }

    private static int Run(LoadPlan plan)
    {
        LibC.IgnoreSigPipe();
        var load = new LoadGenerator(plan);
        if (plan.OpensFirst)
        {
            Console.WriteLine($"{OpenedWord} {load.Open()}");
            Console.ReadLine();
        }

        LoadResult result = load.Run();
        if (load.FirstError is { } error)
        {
            Console.Error.WriteLine(error);
        }

        Console.WriteLine(result);
        return result.Errors == 0 ? 0 : 1;
    }
}
