using BenchmarkDotNet.Running;
using Penstock.MicroBench;

if (args is ["allocations", var driver])
{
    Console.Write(await Allocations.MeasureAsync(driver));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
