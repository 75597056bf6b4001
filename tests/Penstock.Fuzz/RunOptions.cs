using System.Globalization;

namespace Penstock.Fuzz;

/// <summary>What the command line says of a run.</summary>
internal sealed record RunOptions
{
    /// <summary>How long; not asked if there is a number of inputs.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many inputs.</summary>
    public long? Inputs { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Where the corpus and the findings are.</summary>
    public required string Folder { get; init; }

    /// <summary>Null if something in it is not understood.</summary>
    public static RunOptions? Read(string target, ReadOnlySpan<string> arguments)
    {
        var options = new RunOptions { Folder = Path.Combine("artifacts", "fuzz", target) };
        for (; arguments is [var name, var value, ..]; arguments = arguments[2..])
        {
            bool isNumber = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
            switch (name)
            {
                case "--minutes" when isNumber:
                    options = options with { Time = TimeSpan.FromMinutes(number) };
                    break;
                case "--inputs" when isNumber:
                    options = options with { Inputs = (long)number };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = (int)number };
                    break;
                case "--folder":
                    options = options with { Folder = value };
                    break;
                default:
                    return null;
            }
        }

        return arguments.IsEmpty ? options : null;
    }
}
