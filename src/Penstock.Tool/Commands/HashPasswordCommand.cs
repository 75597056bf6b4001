using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Penstock.Tool.Commands;

/// <summary><c>penstock hash-password</c>: a line for the file of users. The password comes from standard input, never from the command line, where every user of the machine could read it.</summary>
internal sealed class HashPasswordCommand
{
    // 2^10 rounds: some 50 ms of a processor, as in htpasswd's own advice for today.
    private const int DefaultCost = 10;

    // What bcrypt takes in: the rest would be ignored, and the password be shorter than its owner thinks.
    private const int MostBytes = 72;

    private readonly Argument<string?> _user = new("USER") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _cost = new("--cost");

    public HashPasswordCommand()
    {
        Command = new Command("hash-password", "Make a line for the file of users.") { _user, _cost };
        Command.SetAction(Execute);
    }

    public Command Command { get; }

    private int Execute(ParseResult parsed)
    {
        string? user = parsed.GetValue(_user);
        if (user is not null && (user.Length == 0 || user.Contains(':', StringComparison.Ordinal) || user.Any(char.IsControl)))
        {
            return ExitCode.BadInput("a user name has no colon and no control characters, and is not empty");
        }

        int cost = DefaultCost;
        if (parsed.GetValue(_cost) is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cost) || cost is < 4 or > 17))
        {
            return ExitCode.BadInput($"--cost: \"{text}\" is not from 4 to 17 (each step doubles the time)");
        }

        string? password = Console.IsInputRedirected ? Console.In.ReadLine() : Ask();
        if (password is null)
        {
            return ExitCode.BadInput(Console.IsInputRedirected ? "no password came on standard input; nothing was made" : "the two are not the same; nothing was made");
        }

        if (password.Length == 0 || Encoding.UTF8.GetByteCount(password) > MostBytes || password.Any(char.IsControl))
        {
            return ExitCode.BadInput($"a password has 1 to {MostBytes} bytes, and no control characters");
        }

        string hash = BCrypt.Net.BCrypt.HashPassword(password, BCrypt.Net.BCrypt.GenerateSalt(cost, 'y'));
        Console.WriteLine(user is null ? hash : $"{user}:{hash}");
        return ExitCode.Success;
    }

    private static string? Ask()
    {
        string first = ReadHidden("Password: ");
        return first == ReadHidden("Again: ") ? first : null;
    }

    private static string ReadHidden(string prompt)
    {
        Console.Error.Write(prompt);
        var text = new StringBuilder();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(text.Length - 1, 0);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
