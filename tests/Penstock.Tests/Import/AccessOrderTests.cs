using System.Net;
using Penstock.Http;
using Penstock.Identity;
using Penstock.Policy;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;
using Penstock.Transport;

namespace Penstock.Tests.Import;

/// <summary>
/// Every Order with every kind of Allow and of Deny, held to the table in the documentation of mod_access_compat
/// (https://httpd.apache.org/docs/2.4/mod/mod_access_compat.html#order).
/// </summary>
public sealed class AccessOrderTests
{
    private const string Client = "10.1.2.3";
    private const string Stranger = "203.0.113.5";

    // What the directive is followed by, and whether it means the client, and the stranger.
    private static readonly (string Argument, bool IsClient, bool IsStranger)[] s_arguments =
    [
        ("", false, false),
        ("all", true, true),
        ("10.1.2.3", true, false),
        ("192.0.2.9", false, false),
        ("10.1", true, false),
        ("10.0.0.0/8", true, false),
        ("192.0.2.9 10.1.2.0/255.255.255.0", true, false),
    ];

    public static TheoryData<string> Orders => ["deny,allow", "allow,deny", "mutual-failure", "Deny,Allow", "ALLOW,DENY", ""];

    [Theory, MemberData(nameof(Orders))]
    public void EveryAllowAndDeny_DecidesAsTheTableHasIt_InEitherOrderOfTheLines(string order)
    {
        foreach ((string Argument, bool IsClient, bool IsStranger) allow in s_arguments)
        {
            foreach ((string Argument, bool IsClient, bool IsStranger) deny in s_arguments)
            {
                string[] lines = [Line("Order ", order), Line("Allow from ", allow.Argument), Line("Deny from ", deny.Argument)];
                foreach (int[] places in (int[][])[[0, 1, 2], [0, 2, 1], [1, 2, 0], [2, 1, 0], [1, 0, 2], [2, 0, 1]])
                {
                    string text = $"Listen 8088\nProxyRequests On\n<Proxy *>\n{string.Concat(places.Select(place => lines[place]))}</Proxy>\n";
                    ProxyConfig config = Translate(text);

                    Assert.Equal((text, Client, Expected(order, allow.IsClient, deny.IsClient)), (text, Client, Passes(config, Client)));
                    Assert.Equal((text, Stranger, Expected(order, allow.IsStranger, deny.IsStranger)), (text, Stranger, Passes(config, Stranger)));
                }
            }
        }
    }

    // "Match            Allow,Deny result                     Deny,Allow result"
    private static bool Expected(string order, bool isAllowed, bool isDenied) => order.ToUpperInvariant() switch
    {
        "ALLOW,DENY" or "MUTUAL-FAILURE" => (isAllowed, isDenied) switch
        {
            (true, false) => true,   // "Match Allow only       Request allowed"
            (false, true) => false,  // "Match Deny only        Request denied"
            (false, false) => false, // "No match               Default to second directive: Denied"
            (true, true) => false,   // "Match both             Final match controls: Denied"
        },

        // "The default is Deny,Allow"
        "DENY,ALLOW" or "" => (isAllowed, isDenied) switch
        {
            (true, false) => true,   // "Match Allow only       Request allowed"
            (false, true) => false,  // "Match Deny only        Request denied"
            (false, false) => true,  // "No match               Default to second directive: Allowed"
            (true, true) => true,    // "Match both             Final match controls: Allowed"
        },
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "not in the table"),
    };

    private static string Line(string directive, string argument) => argument.Length == 0 ? "" : $"    {directive}{argument}\n";

    private static ProxyConfig Translate(string text)
    {
        var files = new MemoryFiles();
        files.Add("httpd.conf", text);
        ImportResult result = ApacheImport.Load("httpd.conf", [], files, _ => null);
        Assert.True(result.Config is not null, $"{text}\n{string.Join('\n', result.Errors)}");
        ConfigFile native = ConfigReader.Read(result.Yaml, "penstock.yaml", "/nowhere", _ => null, null);
        Assert.True(native.IsUsable, $"{text}\n{result.Yaml}\n{string.Join('\n', native.Problems)}");
        return native.Config;
    }

    private static bool Passes(ProxyConfig config, string client)
    {
        PeerAddress peer = PeerAddress.From(new IPEndPoint(IPAddress.Parse(client), 50_000));
        var facts = new RequestFacts(peer, 8088, "CONNECT", new Authority("a.example", 443, null), TimeProvider.System);
        PolicyResult result = new PolicyEvaluator(config.Policy).Evaluate(facts);
        return new ClientAccess(config.Clients).Allows(peer) && result.IsDecided && result.Decision!.Verdict == RuleVerdict.Allow;
    }
}
