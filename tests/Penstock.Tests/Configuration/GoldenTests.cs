using CsCheck;
using Penstock.Tests.Repository;
using Penstock.Tool.Configuration;

namespace Penstock.Tests.Configuration;

/// <summary>
/// The reader of penstock.yaml by example: a file is what is read, a line of four dashes, and what <c>penstock check</c> says of it; or, if that is nothing, what was read.
/// </summary>
public sealed class GoldenTests : IDisposable
{
    private const string Line = "----\n";

    private static readonly string s_golden = Path.Combine(RepositoryFiles.Root, "tests", "Penstock.Tests", "Configuration", "Golden");

    private static readonly Dictionary<string, string> s_environment = new() { ["PORT"] = "8088", ["EMPTY"] = "", ["SYSTEM"] = "system", ["ANY"] = "any", ["OFF"] = "off" };

    private readonly string _folder = Directory.CreateTempSubdirectory("penstock").FullName;

    public GoldenTests()
    {
        File.WriteAllText(Path.Combine(_folder, "users"), "");
        File.WriteAllText(Path.Combine(_folder, "people"), "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
        File.WriteAllText(Path.Combine(_folder, "teams"), "staff: alice\n");
        using (FileStream huge = File.Create(Path.Combine(_folder, "huge")))
        {
            huge.SetLength(17 * 1024 * 1024);
        }

        File.WriteAllText(Path.Combine(_folder, "good.txt"), "\uFEFF# names\na.test\r\n\n  .b.test  # both\n10.0.0.0/8\n");
        File.WriteAllText(Path.Combine(_folder, "any.txt"), "a.test\nANY\n");
        File.WriteAllText(Path.Combine(_folder, "bad.txt"), "a.test\nbad name\n" + string.Concat(Enumerable.Repeat("x y\n", 30)));
    }

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_golden, "*.txt").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void File_IsReadAsItSays(string name)
    {
        string path = Path.Combine(s_golden, name);
        string text = File.ReadAllText(path);
        int line = text.LastIndexOf(Line, StringComparison.Ordinal);
        string input = text[..line];
        string said = Say(input);
        if (said != text[(line + Line.Length)..])
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, name), input + Line + said);
        }

        Assert.Equal(text[(line + Line.Length)..], said);
    }

    [Fact]
    public void AnyFile_IsReadOrRefused_AndNothingIsThrown()
    {
        string[] inputs = [.. Directory.GetFiles(s_golden, "*.txt").Select(File.ReadAllText)];
        Gen<char> odd = Gen.OneOf(Gen.Char["[]{}:,-#&*!|>'\"%@`? \n\t\0$"], Gen.Char);
        Gen.Select(Gen.Int[0, inputs.Length - 1], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2000], Gen.Int[0, 40], odd).Array[1, 6]).Sample((which, edits) =>
        {
            string text = inputs[which];
            foreach ((int kind, int at, int length, char c) in edits)
            {
                int from = text.Length == 0 ? 0 : at % text.Length;
                int count = Math.Min(length, text.Length - from);
                text = kind switch
                {
                    0 => text.Remove(from, count),
                    1 => text.Insert(from, text.Substring(from, count)),
                    2 => text.Insert(from, c.ToString()),
                    _ => text.Insert(from, new string(c, length)),
                };
            }

            ConfigFile read = Read(text);
            Assert.InRange(read.Problems.Count, 0, 400);
        }, iter: 3_000);
    }

    [Theory]
    [InlineData("[", 4_000_000)]
    [InlineData("{a: ", 500_000)]
    [InlineData("- ", 500_000)]
    [InlineData("a: b\n", 200_000)]
    [InlineData("? ", 500_000)]
    [InlineData("\"", 1_000_001)]
    [InlineData("&a ", 100_000)]
    public void HugeAndDeepFile_IsRefusedSoon(string part, int times) => Assert.False(Read(string.Concat(Enumerable.Repeat(part, times))).IsUsable);

    [Theory]
    [InlineData("%a ")]
    [InlineData("# ")]
    [InlineData("a: b\n...\n%a ")]
    public void TextThatEndsWithoutALineEnd_WhereTheParsersBufferDoes_IsReadToItsEnd(string beginning)
    {
        foreach (int length in (int[])[1023, 1024, 1025, 2048, 4096])
        {
            Assert.InRange(Read(beginning + new string('x', length - beginning.Length)).Problems.Count, 0, 2);
        }
    }

    [Fact]
    public void FileOfAnotherKind_IsRefused()
    {
        string path = Path.Combine(_folder, "big.yaml");
        File.WriteAllBytes(path, new byte[5 * 1024 * 1024]);
        Assert.Contains("larger than 4 MiB", Assert.Single(ConfigReader.Read(path).Problems).Text, StringComparison.Ordinal);
        File.WriteAllBytes(path, [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2, 3]);
        Assert.Contains("NUL", Assert.Single(ConfigReader.Read(path).Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNotUtf8_IsRefused_WithThePlace()
    {
        string path = Path.Combine(_folder, "latin1.yaml");
        File.WriteAllBytes(path, "default: deny\nrules: [{ deny: any, because: f\u00FCr }]\n"u8.ToArray());
        Assert.True(ConfigReader.Read(path).IsUsable);
        File.WriteAllBytes(path, [.. "default: deny\nrules: [{ deny: any, because: f"u8, 0xFC, .. "r }]\n"u8]);
        ConfigProblem problem = Assert.Single(ConfigReader.Read(path).Problems);

        Assert.Equal($"{path}:2:32: this is not UTF-8 (a byte 0xFC)", problem.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Say(string input)
    {
        ConfigFile read = Read(input);
        string said = string.Concat(read.Problems.Select(problem => problem + "\n")).Replace(_folder, "/folder", StringComparison.Ordinal);
        return read.IsUsable ? said + ConfigDump.Of(read).Replace(_folder, "/folder", StringComparison.Ordinal) : said;
    }

    private ConfigFile Read(string text) => ConfigReader.Read(text, "penstock.yaml", _folder, name => s_environment.GetValueOrDefault(name), null);
}
