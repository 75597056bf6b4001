using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Connecting;
using Penstock.Observability;
using Penstock.Observability.Formats;
using Penstock.Policy;
using Penstock.Tests.Recognition;
using Penstock.Tests.Repository;
using Capture = Penstock.Tests.Recognition.Capture;

namespace Penstock.Tests.Observability.Formats;

/// <summary>docs/access-log.schema.json describes the records of the JSON log: every one, and nothing that there is not.</summary>
public sealed partial class AccessLogSchemaTests
{
    private static readonly JsonElement s_schema = JsonDocument.Parse(RepositoryFiles.Read("docs/access-log.schema.json")).RootElement;

    [Theory, MemberData(nameof(Capture.Names), MemberType = typeof(Capture))]
    public void ATunnelsRecord_IsAsTheSchemaSays(string capture)
    {
        JsonElement record = Record(FullTunnel(capture));

        Check(record, s_schema, "record");
        Assert.True(record.GetProperty("tls").TryGetProperty("sni", out _) || capture.Contains("no-sni", StringComparison.Ordinal), record.ToString());
    }

    [Fact]
    public void EveryKeyOfTheSchema_IsThatOfSomeRecord()
    {
        JsonElement earlyData = Record(Hello(HelloBuilder.Client([0x1301], [(0x002A, [])])));
        JsonElement malformed = Record(Hello(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName("")])));
        List<JsonElement> records = [.. Capture.Names.Select(row => Record(FullTunnel(row.Data))), Record(Refused()), earlyData, malformed];
        Assert.Empty(Missing(s_schema, records, ""));
    }

    [Fact]
    public void ThePageOfTheEndpoint_HasEveryKey_AndSaysWhichAreInLists()
    {
        string page = RepositoryFiles.Read("docs/admin-api.md").Split("\n## ").Single(section => section.StartsWith("A request, in full", StringComparison.Ordinal));
        (string[] Keys, bool IsShort)[] rows = [.. Row().Matches(page).Select(row => (Word().Matches(row.Groups[1].Value).Select(word => word.Groups[1].Value).ToArray(), row.Groups[1].Value.Contains('*', StringComparison.Ordinal)))];
        HashSet<string> inLists = [.. new[] { FullTunnel("curl"), Refused() }.SelectMany(request => Record(request, JsonLine.WriteShort).EnumerateObject().Select(member => member.Name))];

        Assert.Equal(s_schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal), rows.SelectMany(row => row.Keys).Order(StringComparer.Ordinal));
        Assert.Equal(inLists.Order(StringComparer.Ordinal), rows.Where(row => row.IsShort).SelectMany(row => row.Keys).Order(StringComparer.Ordinal));
        Assert.All(Names(s_schema), name => Assert.True(page.Contains($"`{name}`", StringComparison.Ordinal) || page.Contains($"\"{name}\"", StringComparison.Ordinal), name));
    }

    [Fact]
    public void ARecordOfLittle_HasWhatIsRequired()
    {
        Check(Record(new RequestTimeline(default, TimeProvider.System)), s_schema, "record");
        Check(Record(Refused()), s_schema, "record");
    }

    private static RequestTimeline FullTunnel(string capture)
    {
        var request = new RequestTimeline(LogLines.Client, TimeProvider.System)
        {
            Id = 7, User = "ann", Method = "CONNECT", RequestLine = "CONNECT example.com:443 HTTP/1.1"u8.ToArray(), Host = "example.com", Port = 443, Status = 200, IsTunnel = true, ReusedOrigin = true,
            Origin = LogLines.Client, Outcome = ProxyOutcome.ClientClosedTunnel, Detail = "detail", Duration = TimeSpan.FromSeconds(1), BytesUp = 1, BytesDown = 2, TlsRecordsUp = 3, TlsRecordsDown = 4,
            Decision = new Decision(RuleVerdict.Allow, null, null), Logged = LoggedFields.OfUserAgent("curl"u8), Recognized = Capture.Read(capture).Recognize(),
        };
        foreach (TimelineStage stage in Enum.GetValues<TimelineStage>())
        {
            request.Stamp(stage);
        }

        request.Connecting.Begin();
        request.Connecting.LookUpStarted();
        var answer = FamilyAnswer.Found([IPAddress.Loopback, IPAddress.Parse("192.0.2.1")], TimeSpan.FromMinutes(1));
        request.Outcome = ProxyOutcome.None;
        request.Connecting.LookUpEnded(new LookUpResult(FamilyAnswer.Failed("SERVFAIL"), answer));
        request.Outcome = ProxyOutcome.ClientClosedTunnel;
        request.Connecting.Judge(IPAddress.Loopback, new AddressVerdict(AddressRuling.ProhibitedClass, AddressClass.Loopback));
        request.Connecting.AttemptEnded(request.Connecting.AttemptStarted(new IPEndPoint(IPAddress.Loopback, 443)), SocketError.ConnectionRefused);
        return request;
    }

    private static RequestTimeline Hello(byte[] hello) => new(default, TimeProvider.System) { IsTunnel = true, Recognized = Capture.Show([new(true, hello)]) };

    private static RequestTimeline Refused()
    {
        var request = new RequestTimeline(LogLines.Client, TimeProvider.System)
        {
            Outcome = ProxyOutcome.NameUnknown, BytesDown = 100, IsOwnAnswer = true, Recognized = Capture.Show([new(false, "SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray())]),
        };
        request.Connecting.Begin();
        request.Connecting.FoundInCache(new LookUpResult(FamilyAnswer.Unknown(TimeSpan.Zero, "NXDOMAIN"), FamilyAnswer.Unknown(TimeSpan.Zero, "NXDOMAIN")));
        return request;
    }

    private static JsonElement Record(RequestTimeline request) => Record(request, JsonLine.Write);

    private static JsonElement Record(RequestTimeline request, LogPiece write)
    {
        var line = new LogLine([]);
        write(ref line, request);
        return JsonDocument.Parse(Encoding.UTF8.GetString(line.Written)).RootElement;
    }

    // Of all depths.
    private static IEnumerable<string> Names(JsonElement schema) =>
        (schema.TryGetProperty("items", out JsonElement items) ? Names(items) : [])
        .Concat(schema.TryGetProperty("properties", out JsonElement members) ? members.EnumerateObject().SelectMany(member => Names(member.Value).Prepend(member.Name)) : []);

    [GeneratedRegex(@"^\| ([^|]+) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_0-9]+)`")]
    private static partial Regex Word();

    // As much of JSON Schema as the file uses.
    private static void Check(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("enum", out JsonElement words))
        {
            Assert.Contains(value.GetString(), words.EnumerateArray().Select(word => word.GetString()));
            return;
        }

        string type = schema.GetProperty("type").GetString()!;
        string actual = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => type == "integer" && value.TryGetInt64(out _) ? "integer" : "number",
            var kind => kind.ToString().ToLowerInvariant(),
        };
        Assert.True(type == actual, $"{path} is {actual}, not {type}: {value}");
        if (type == "array")
        {
            Assert.All(value.EnumerateArray(), item => Check(item, schema.GetProperty("items"), path + "[]"));
        }
        else if (type == "object")
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Assert.True(schema.GetProperty("properties").TryGetProperty(member.Name, out JsonElement known), $"{path}.{member.Name} is not in the schema");
                Check(member.Value, known, $"{path}.{member.Name}");
            }

            Assert.All(schema.TryGetProperty("required", out JsonElement required) ? [.. required.EnumerateArray()] : Array.Empty<JsonElement>(), key => Assert.True(value.TryGetProperty(key.GetString()!, out _), $"{path}.{key}"));
        }
    }

    private static IEnumerable<string> Missing(JsonElement schema, IReadOnlyCollection<JsonElement> values, string path)
    {
        foreach (JsonProperty member in schema.GetProperty("properties").EnumerateObject())
        {
            JsonElement[] present = [.. values.Where(value => value.TryGetProperty(member.Name, out _)).Select(value => value.GetProperty(member.Name))];
            if (present.Length == 0)
            {
                yield return $"{path}{member.Name}";
                continue;
            }

            JsonElement inner = member.Value.TryGetProperty("items", out JsonElement items) ? items : member.Value;
            JsonElement[] objects = [.. present.SelectMany(value => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value }).Where(value => value.ValueKind == JsonValueKind.Object)];
            foreach (string missing in inner.TryGetProperty("properties", out _) ? Missing(inner, objects, $"{path}{member.Name}.") : [])
            {
                yield return missing;
            }
        }
    }
}
