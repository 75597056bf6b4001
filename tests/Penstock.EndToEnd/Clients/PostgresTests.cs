using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class PostgresTests
{
    [Theory, BothTransports]
    public async Task Psql_Copies10MiBInAndOut_ThroughATunnel(string transport)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        await using var local = new TunnelForwarder(penstock.EndPoint, $"127.0.0.1:{server.Port}");
        using var folder = new TempFolder();
        string hash = WriteRows(folder["in"]);

        CommandResult result = await Command.RunAsync(
            "psql",
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{local.Port}", "-U", "penstock", "postgres"],
            input: $"""
                create table t (id int, v text);
                \copy t from '{folder["in"]}'
                select count(*), sum(length(v)) from t;
                \copy (select id, v from t order by id) to '{folder["out"]}'

                """);

        Assert.Equal("10240|10434560", result.Output.Trim());
        Assert.Equal(hash, Content.HashOfFile(folder["out"]));
        await penstock.StopAfterTunnelToAsync("127.0.0.1", server.Port);
    }

    // 10,240 rows of 1,019 letters and some more for their numbers: 10 MiB.
    private static string WriteRows(string path)
    {
        using (StreamWriter file = File.CreateText(path))
        {
            for (int id = 0; id < 10_240; id++)
            {
                file.Write($"{id}\t{Encoding.ASCII.GetString(Content.RandomLine(1019))}\n");
            }
        }

        return Content.HashOfFile(path);
    }
}
