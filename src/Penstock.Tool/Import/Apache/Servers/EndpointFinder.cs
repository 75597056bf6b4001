using System.Net;
using System.Net.Sockets;
using Penstock.Tool.Import.Apache.Reading;

namespace Penstock.Tool.Import.Apache.Servers;

/// <summary>Finds out where clients come in, and which server answers there: first the address counts, then the port, and then, for those that are alike in both, the order of the file.</summary>
internal sealed class EndpointFinder(Server main, IReadOnlyList<Server> hosts, Action<Directive, ImportOutcome, string> note)
{
    private readonly List<(ListenAddress Address, Server Server)> _names = [];
    private readonly List<(ListenAddress Address, Directive Directive)> _listens = [];
    private readonly HashSet<Server> _wrong = [];

    public List<Endpoint> Find()
    {
        ReadHosts();
        ReadListens();
        List<Endpoint> endpoints = [.. _listens.SelectMany(listen => At(listen.Address, listen.Directive)).DistinctBy(endpoint => endpoint.Address)];
        foreach (Server host in hosts.Where(host => !_wrong.Contains(host) && !endpoints.Exists(endpoint => endpoint.Server == host || endpoint.Others.Contains(host))))
        {
            note(host.Section!, ImportOutcome.NotNeeded, "no Listen is for its address");
        }

        return endpoints;
    }

    private void ReadHosts()
    {
        foreach (Server host in hosts)
        {
            Directive section = host.Section!;
            if (section.Words.Count == 0)
            {
                Wrong(host, "an address is missing (try *:8088)");
            }

            if (section.Undefined.Count > 0)
            {
                Wrong(host, DirectiveReader.Undefined(section));
                continue;
            }

            foreach (string word in section.Words)
            {
                if (ListenAddress.TryParseVirtualHost(word, out ListenAddress address, out string? problem))
                {
                    _names.Add((address, host));
                }
                else
                {
                    Wrong(host, problem);
                }
            }
        }
    }

    private void Wrong(Server host, string problem)
    {
        _wrong.Add(host);
        note(host.Section!, ImportOutcome.Error, problem);
    }

    // A configuration without Listen, a part of a larger one, listens where its VirtualHosts say.
    private void ReadListens()
    {
        foreach (Directive listen in main.Own.Where(directive => directive.Is("Listen")))
        {
            if (listen.Undefined.Count > 0)
            {
                note(listen, ImportOutcome.Error, DirectiveReader.Undefined(listen));
            }
            else if (listen.Words.Count is 0 or > 2)
            {
                note(listen, ImportOutcome.Error, "it takes an address and port");
            }
            else if (!ListenAddress.TryParseListen(listen.Value, out ListenAddress address, out string? problem))
            {
                note(listen, ImportOutcome.Error, problem);
            }
            else if (listen.Words.Count == 2 && !listen.Words[1].Equals("http", StringComparison.OrdinalIgnoreCase) && IsForProxies(address))
            {
                note(listen, ImportOutcome.Error, "its clients would have to speak without TLS");
            }
            else
            {
                _listens.Add((address, listen));
            }
        }

        if (main.Own.Any(directive => directive.Is("Listen")))
        {
            return;
        }

        foreach ((ListenAddress address, Server server) in _names)
        {
            if (address.Port == 0)
            {
                Wrong(server, "neither it nor a Listen says the port (try *:8088)");
            }
            else if (!_listens.Exists(listen => listen.Address == address))
            {
                _listens.Add((address, server.Section!));
            }
        }
    }

    private bool IsForProxies(ListenAddress address) => At(address, main.Own[0]).Exists(endpoint => endpoint.IsProxy);

    private List<Endpoint> At(ListenAddress listen, Directive origin)
    {
        Endpoint general = new(listen, origin, main, []);
        bool isWild = listen.Address is null || listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any);
        List<Server> general1 = isWild ? ServersAt(null, listen.Port) : ServersAt(listen.Address, listen.Port) is { Count: > 0 } exact ? exact : ServersAt(null, listen.Port);
        general = general1.Count == 0 ? general : general with { Server = general1[0], Others = [.. general1.Skip(1)] };
        if (!isWild)
        {
            return [general];
        }

        // Of those who listen on all addresses some may be for one address alone.
        List<Endpoint> special = [];
        foreach (IPAddress address in _names.Select(name => name.Address).Where(name => name.Port == listen.Port || name.Port == 0).Select(name => name.Address).OfType<IPAddress>().Distinct())
        {
            bool isListened = listen.Address is null || listen.Address.AddressFamily == address.AddressFamily || (address.AddressFamily == AddressFamily.InterNetwork && listen.Address.Equals(IPAddress.IPv6Any));
            if (isListened && !_listens.Exists(other => other.Address.Address is { } own && own.Equals(address) && other.Address.Port == listen.Port))
            {
                List<Server> servers = ServersAt(address, listen.Port);
                special.Add(new Endpoint(new ListenAddress(address, listen.Port), servers[0].Section!, servers[0], [.. servers.Skip(1)]));
            }
        }

        // Where nobody else takes proxy requests, there is no need to listen for them.
        return general.IsProxy || special.Count == 0 ? [general, .. special] : special.Exists(endpoint => endpoint.IsProxy) ? special : [general];
    }

    // Those with the port itself count before those for every port.
    private List<Server> ServersAt(IPAddress? address, int port)
    {
        List<Server> exact = [.. Named(address, port)];
        return exact.Count > 0 ? exact : [.. Named(address, 0)];
    }

    private IEnumerable<Server> Named(IPAddress? address, int port) =>
        _names.Where(name => name.Address.Port == port && Equals(name.Address.Address, address)).Select(name => name.Server).Distinct();
}
