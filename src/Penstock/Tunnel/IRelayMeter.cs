namespace Penstock.Tunnel;

/// <summary>Counts what a relay has passed on.</summary>
internal interface IRelayMeter
{
    /// <summary>So many bytes were taken by the receiver's socket.</summary>
    void Delivered(int bytes);
}
