using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Penstock.Fuzz;

/// <summary>How much of the code is instrumented.</summary>
internal static class Instrumented
{
    // ldsfld, and the token of the field behind it.
    private const byte LoadStaticField = 0x7E;

    /// <summary>The blocks of an assembly that count themselves: each begins by loading the map.</summary>
    public static int Blocks(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load(assembly).Location));
        MetadataReader metadata = file.GetMetadataReader();
        int map = metadata.MemberReferences
            .Where(handle => metadata.StringComparer.Equals(metadata.GetMemberReference(handle).Name, "SharedMem"))
            .Select(handle => MetadataTokens.GetToken(handle))
            .SingleOrDefault();
        byte[] load = [LoadStaticField, .. BitConverter.GetBytes(map)];
        return map == 0 ? 0 : metadata.MethodDefinitions
            .Select(handle => metadata.GetMethodDefinition(handle).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Sum(address => file.GetMethodBody(address).GetILBytes().AsSpan().Count(load));
    }
}
