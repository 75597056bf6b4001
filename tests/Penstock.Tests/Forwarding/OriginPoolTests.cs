using Penstock.Forwarding;

namespace Penstock.Tests.Forwarding;

/// <summary>The shelves; what stands on them is tried end to end.</summary>
public sealed class OriginPoolTests
{
    private readonly OriginPool _pool = new(null!, null!);

    [Fact]
    public void ShelfOf_OneOrigin_IsOneShelf_ByAnyWay()
    {
        OriginShelf shelf = Shelf("a.example", 80);

        Assert.Same(shelf, Shelf("a.example", 80));
        Assert.Same(shelf, Shelf("a.example", 80, last: shelf));
        Assert.Same(shelf, Shelf("a.example", 80, last: Shelf("b.example", 80)));
        Assert.NotSame(shelf, Shelf("a.example", 81, last: shelf));
    }

    [Fact]
    public void ShelvesThatStandEmpty_AreLetGoOf_WhenThereAreMany()
    {
        OriginShelf empty = Shelf("empty.example", 80);
        OriginShelf used = Shelf("used.example", 80);
        used.Count = 1;
        for (int i = 0; i < 1000; i++)
        {
            Shelf($"host{i}.example", 80);
        }

        Assert.False(empty.IsListed);
        Assert.NotSame(empty, Shelf("empty.example", 80, last: empty));
        Assert.True(used.IsListed);
        Assert.Same(used, Shelf("used.example", 80));
    }

    private OriginShelf Shelf(string host, int port, OriginShelf? last = null) => _pool.ShelfOf(new OriginKey(host, port), last);
}
