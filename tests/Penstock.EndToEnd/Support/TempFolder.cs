namespace Penstock.EndToEnd.Support;

/// <summary>A folder of its own, gone when it is disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penstock-test-");

    public string Path => _folder.FullName;

    /// <summary>The path of a name in this folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Makes a file of random bytes and returns its hash.</summary>
    public string WriteRandom(string name, int length)
    {
        byte[] content = Content.Random(length);
        File.WriteAllBytes(this[name], content);
        return Content.Hash(content);
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A program that is just ending may still write there; what is left lies in the folder for temporary files.
        }
    }
}
