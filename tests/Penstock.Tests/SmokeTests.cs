namespace Penstock.Tests;
public sealed class SmokeTests { [Fact] public void X() { } }
