using System.Globalization;
using System.Net.Security;
using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>The names of numbers in hellos.</summary>
public sealed class TlsNamesTests
{
    private static readonly IEnumerable<ushort> s_all = Enumerable.Range(0, ushort.MaxValue + 1).Select(value => (ushort)value);

    // RFC 9150; .NET does not have them.
    private static readonly Dictionary<ushort, string> s_others = new() { [0xC0B4] = "TLS_SHA256_SHA256", [0xC0B5] = "TLS_SHA384_SHA384" };

    // .NET has the registry too.
    [Fact]
    public void CipherSuite_HasTheNameThatTheRegistryGivesIt_OrItsNumber() =>
        Assert.All(s_all, suite => Assert.Contains(TlsNames.CipherSuite(suite), (string[])[s_others.GetValueOrDefault(suite) ?? ((TlsCipherSuite)suite).ToString(), Number(suite)]));

    [Fact]
    public void CipherSuitesOfUse_HaveNames() =>
        Assert.All((ushort[])[0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xCCA8, 0x009C, 0x002F], suite => Assert.Equal(((TlsCipherSuite)suite).ToString(), TlsNames.CipherSuite(suite)));

    [Fact]
    public void NoTwoNumbers_HaveOneName()
    {
        Assert.Equal(s_all.Count(), s_all.Select(TlsNames.Group).Distinct().Count());
        Assert.Equal(s_all.Count(), s_all.Select(TlsNames.CipherSuite).Distinct().Count());
        Assert.Equal(s_all.Count(), s_all.Select(TlsNames.Version).Distinct().Count());
        Assert.Equal(256, Enumerable.Range(0, 256).Select(alert => TlsNames.Alert((byte)alert)).Distinct().Count());
    }

    [Fact]
    public void PostQuantum_AreThoseWithAKeyEncapsulationInTheirName() =>
        Assert.All(s_all, group => Assert.Equal(TlsNames.Group(group).Contains("KEM", StringComparison.Ordinal) || TlsNames.Group(group).Contains("Kyber", StringComparison.Ordinal), TlsNames.IsPostQuantum(group)));

    [Fact]
    public void SuitesThatEncryptNothing_AreThoseWithNull_AndThoseOfRfc9150_AndHaveNames() =>
        Assert.All(s_all, suite =>
        {
            bool encryptsNothing = s_others.ContainsKey(suite) || ((TlsCipherSuite)suite).ToString().Contains("WITH_NULL", StringComparison.Ordinal);
            Assert.Equal(encryptsNothing, TlsNames.EncryptsNothing(suite));
            Assert.True(!encryptsNothing || TlsNames.CipherSuite(suite) != Number(suite));
        });

    // RFC 8701, section 2: 0x0A0A, 0x1A1A, ... 0xFAFA.
    [Fact]
    public void Grease_IsSixteenNumbers() =>
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (ushort)((i << 12) | 0x0A00 | (i << 4) | 0x0A)), s_all.Where(TlsNames.IsGrease));

    private static string Number(ushort value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:X4}");
}
