using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>An htpasswd file of alice and bob, whose password is "secret", and the group staff, which is alice's.</summary>
internal sealed class UserFile : IDisposable
{
    private readonly TempFolder _folder = new();

    public UserFile()
    {
        // {SHA} of "secret": quick to verify, so that tests are.
        File.WriteAllText(_folder["users"], "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nbob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
        File.WriteAllText(_folder["groups"], "staff: alice\n");
    }

    public UsersConfig Config => new() { File = _folder["users"], GroupFile = _folder["groups"], Realm = "the \"house\"" };

    /// <summary>One more user.</summary>
    public void Add(string user, string hash) => File.AppendAllText(_folder["users"], $"{user}:{hash}\n");

    public void Dispose() => _folder.Dispose();
}
