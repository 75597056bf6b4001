using Penstock.Tool.Watching;
using static Penstock.Tests.Watching.WatchJson;

namespace Penstock.Tests.Watching;

public sealed class WatchKeysTests
{
    private readonly WatchState _state = new(new RequestTable());

    public WatchKeysTests() => _state.Reset(Lists($"{Open(1, "b.test", 10)},{Open(2, "c.test", 30)},{Open(3, "a.test", 20)}", Ended(4, "d.test", "Forwarded")));

    [Fact]
    public void OpenOnes_ComeFirst_TheNewestAtTheTop() => Assert.Equal([3, 2, 1, 4], _state.Rows.Select(row => row.Id));

    [Fact]
    public void Keys_MoveTheSelection_AndStopAtTheEnds()
    {
        Press("jj");
        Assert.Equal(1, _state.Selected!.Id);
        Press("jjjj");
        Assert.Equal(4, _state.Selected!.Id);
        Press(ConsoleKey.UpArrow);
        Assert.Equal(1, _state.Selected!.Id);
        Press("g");
        Press("k");
        Assert.Equal(3, _state.Selected!.Id);
    }

    [Fact]
    public void TheSelection_StaysWithItsRequest()
    {
        Press("j");
        _state.Apply(Tick(1, opened: Open(9, "new.test")));

        Assert.Equal([9, 3, 2, 1, 4], _state.Rows.Select(row => row.Id));
        Assert.Equal(2, _state.Selected!.Id);
    }

    [Fact]
    public void S_GoesThroughTheOrders()
    {
        long[] First() => [.. _state.Rows.Select(row => row.Id)];
        Press("s");
        Assert.Equal(WatchOrder.Busiest, _state.Order);
        Press("s");
        Assert.Equal([2, 3, 1, 4], First());
        Press("ss");
        Assert.Equal(WatchOrder.Host, _state.Order);
        Assert.Equal([3, 1, 2, 4], First());
        Press("s");
        Assert.Equal(WatchOrder.Newest, _state.Order);
        Assert.Equal([3, 2, 1, 4], First());
    }

    [Fact]
    public void AFilter_KeepsRowsWithAllItsWords_UntilEscape()
    {
        Press("/A.test con");
        Assert.Equal(3, Assert.Single(_state.Rows).Id);
        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.Enter);
        Assert.Equal(("A.test co", false), (_state.Filter, _state.IsTypingFilter));

        // It is a key again, and no letter of the filter.
        Press("s");
        Assert.Equal("A.test co", _state.Filter);
        Press(ConsoleKey.Escape);
        Assert.Equal(4, _state.Rows.Count);
    }

    [Fact]
    public void WhilePaused_RowsStayAsTheyAre()
    {
        Press("p");
        _state.Apply(Tick(1, opened: Open(9, "new.test"), ended: Ended(1, "b.test", "Forwarded")));
        Assert.Equal([3, 2, 1, 4], _state.Rows.Select(row => row.Id));

        Press("p");
        Assert.Equal([9, 3, 2, 4, 1], _state.Rows.Select(row => row.Id));
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData("n", false)]
    [InlineData("c", false)]
    [InlineData("q", false)]
    public void C_AsksBeforeItCloses(string answer, bool closes)
    {
        Assert.Equal(default, Press("jc"));
        Assert.Equal(2, _state.ToClose!.Id);

        WatchAction action = Press(answer);
        Assert.Equal(closes ? new WatchAction(WatchVerb.Close, 2) : default, action);
        Assert.Null(_state.ToClose);
    }

    [Fact]
    public void C_OnOneThatHasEnded_AsksNothing()
    {
        Press("Gc");

        Assert.Null(_state.ToClose);
        Assert.Equal("it has ended already", _state.Notice);
    }

    [Fact]
    public void Enter_OpensATimeline_AndClosesItAgain()
    {
        Assert.Equal(new WatchAction(WatchVerb.Load, 3), Press(ConsoleKey.Enter));
        Assert.Equal(3, _state.Opened);
        _state.Timeline = ["a", "b"];
        Press("jjjj");
        Assert.Equal(1, _state.TimelineScroll);
        Press(ConsoleKey.Escape);
        Assert.Null(_state.Opened);
    }

    [Fact]
    public void Q_Ends_FromTheListAndFromATimeline()
    {
        Assert.Equal(WatchVerb.Quit, Press("q").Verb);
        Press(ConsoleKey.Enter);
        Assert.Equal(WatchVerb.Quit, Press("q").Verb);
    }

    [Fact]
    public void WithoutRows_KeysDoNoHarm()
    {
        _state.Reset(Lists(""));
        Press("jkcgG s");
        Press(ConsoleKey.Enter);

        Assert.Null(_state.Selected);
        Assert.Null(_state.Opened);
    }

    private WatchAction Press(string keys)
    {
        WatchAction last = default;
        foreach (char c in keys)
        {
            last = WatchKeys.Press(_state, new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false));
        }

        return last;
    }

    private WatchAction Press(ConsoleKey key) => WatchKeys.Press(_state, new ConsoleKeyInfo('\0', key, false, false, false));
}
