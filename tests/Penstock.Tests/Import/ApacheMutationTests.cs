using CsCheck;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;

namespace Penstock.Tests.Import;

/// <summary>The importer meets what nobody would write.</summary>
public sealed class ApacheMutationTests
{
    [Fact]
    public void AnyFile_IsTranslatedOrRefused_AndNothingIsThrown()
    {
        GoldenCase[] cases = [.. GoldenCase.All("apache")];
        Gen<char> odd = Gen.OneOf(Gen.Char["<>/\"'\\\n $%{}#*?![]:"], Gen.Char);
        Gen.Select(Gen.Int[0, cases.Length - 1], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3000], Gen.Int[0, 60], odd).Array[1, 6]).Sample((which, edits) =>
        {
            GoldenCase golden = cases[which];
            string text = golden.Files.Read("httpd.conf", out _)!;
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

            var files = new MemoryFiles();
            files.Add("httpd.conf", text);
            ImportResult result = ApacheImport.Load("httpd.conf", golden.Defines, files, golden.Variable);
            if (result.Config is not null)
            {
                ConfigFile file = ConfigReader.Read(result.Yaml, "penstock.yaml", "/nowhere", _ => null, result.PlaceOfLine);
                Assert.DoesNotContain(file.Problems, problem => problem.Text.Contains("YAML", StringComparison.Ordinal));
            }
        }, iter: 3_000);
    }
}
