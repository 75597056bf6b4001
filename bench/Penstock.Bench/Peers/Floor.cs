namespace Penstock.Bench.Peers;

/// <summary>The least that a program can do to carry CONNECT: bench/floor.c.</summary>
internal static class Floor
{
    public const string Name = "floor";

    public static Peer Of(string program) => new(Name, "floor", program, "", place => [program, $"{place.Port}"]) { CarriesHttp = false };
}
