namespace Penstock;
/// <summary>x</summary>
public enum ProxyOutcome { None }
