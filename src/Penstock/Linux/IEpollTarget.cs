namespace Penstock.Linux;

/// <summary>Whoever has registered a descriptor with an <see cref="EpollLoop"/>.</summary>
internal interface IEpollTarget
{
    void OnEvents(uint events);
}
