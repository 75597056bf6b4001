using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>What a tunnel pays for being recognised, in bytes of the heap.</summary>
public sealed class RecognizerAllocationTests
{
    [Theory]
    [InlineData("openssl-tls13", 700)]
    [InlineData("chromium", 700)]
    [InlineData("openssl-tls12-ecdhe-rsa", 1800)]
    public void HellosInOneRead_AllocateLittle(string name, long most)
    {
        Capture.Flight[] flights = Capture.Read(name).Flights;
        TunnelRecognizer? recognizer = null;

        Assert.InRange(Allocated.By(() => recognizer = Capture.Show(flights)), 1, most);
        Assert.NotNull(recognizer?.ServerHello);
    }
}
