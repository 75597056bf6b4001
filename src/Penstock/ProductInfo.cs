using System.Reflection;

namespace Penstock;

/// <summary>What the product calls itself.</summary>
public static class ProductInfo
{
    /// <summary>The version, as <c>0.1.0</c>.</summary>
    public static string Version { get; } = typeof(ProductInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>As in <c>Proxy-Agent: Penstock/0.1.0</c>.</summary>
    public static string NameAndVersion { get; } = $"Penstock/{Version}";

    /// <summary>The identifier of this proxy in <c>Proxy-Status</c> (RFC 9209, section 2).</summary>
    internal const string ProxyStatusName = "penstock";
}
