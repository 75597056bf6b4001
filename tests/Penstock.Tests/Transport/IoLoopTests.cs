using Penstock.Transport;

namespace Penstock.Tests.Transport;

public sealed class IoLoopTests
{
    public static TheoryData<string> Transports => LoopFixture.Transports;

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_other_threads_post_runs_on_the_loop_in_its_order(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        const int Each = 2_000;
        List<int>[] seen = [[], []];
        int elsewhere = 0;
        Parallel.For(0, 2, thread =>
        {
            for (int i = 0; i < Each; i++)
            {
                int number = i;
                fixture.Loop.Post(_ => { elsewhere += fixture.Loop.IsCurrent ? 0 : 1; seen[thread].Add(number); }, null);
            }
        });

        await fixture.RunAsync(() => { });

        Assert.Equal(0, elsewhere);
        Assert.All(seen, numbers => Assert.Equal(Enumerable.Range(0, Each), numbers));
        Assert.False(fixture.Loop.IsCurrent);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_is_deferred_runs_after_the_code_that_deferred_it(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        List<string> order = [];
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await fixture.RunAsync(() =>
        {
            fixture.Loop.Defer(() =>
            {
                fixture.Loop.Defer(() => { order.Add("deferred by it"); done.SetResult(); });
                order.Add("deferred");
            });
            order.Add("now");
        });
        await LoopFixture.Soon(done.Task);

        Assert.Equal(["now", "deferred", "deferred by it"], order);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_is_for_the_end_of_a_turn_runs_behind_all_else_of_it_once_and_without_being_woken(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        List<string> order = [];
        List<Exception> faults = [];
        fixture.Loop.Faulted = faults.Add;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await fixture.RunAsync(() =>
        {
            fixture.Loop.AtTurnEnd(() =>
            {
                order.Add("end");
                fixture.Loop.AtTurnEnd(() => { order.Add("end of the next"); done.SetResult(); });
                fixture.Loop.Defer(() => order.Add("deferred at the end"));
            });
            fixture.Loop.AtTurnEnd(() => throw new InvalidOperationException("at the end"));
            fixture.Loop.AtTurnEnd(() => order.Add("behind the fault"));
            fixture.Loop.Defer(() => order.Add("deferred"));
            order.Add("now");
        });
        await LoopFixture.Soon(done.Task);

        Assert.Equal(["now", "deferred", "end", "behind the fault", "deferred at the end", "end of the next"], order);
        Assert.Equal("at the end", Assert.Single(faults).Message);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Who_yields_lets_the_others_go_first(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        List<string> order = [];

        await fixture.RunAsync(() => Task.WhenAll(Walk("a"), Walk("b")));

        Assert.Equal(["a0", "b0", "a1", "b1", "a2", "b2"], order);

        async Task Walk(string name)
        {
            for (int i = 0; i < 3; i++)
            {
                order.Add(name + i);
                await fixture.Loop.Yield();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_is_posted_and_what_is_due_run_beside_one_that_always_yields(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        var timer = new LoopSignal(fixture.Loop);
        bool stop = false;

        Task walking = fixture.RunAsync(async () =>
        {
            timer.SetAfter(40);
            while (!stop || !timer.IsSet)
            {
                await fixture.Loop.Yield();
            }
        });
        await fixture.RunAsync(() => stop = true);

        await LoopFixture.Soon(walking);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_is_awaited_from_elsewhere_comes_back_to_the_loop(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        (bool there, bool back) = (true, false);

        await fixture.RunAsync(async () =>
        {
            there = await Task.Run(() => fixture.Loop.IsCurrent, cancellation);
            back = fixture.Loop.IsCurrent;
        });

        Assert.False(there);
        Assert.True(back);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_fault_is_told_of_and_who_stands_behind_it_still_runs(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        TaskCompletionSource[] behind = [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

        // From the loop, so that each two are in one batch; and nothing comes after them that would wake the loop again.
        await fixture.RunAsync(() =>
        {
            fixture.Loop.Post(static _ => throw new InvalidOperationException("posted"), null);
            fixture.Loop.Post(_ => behind[0].SetResult(), null);
        });
        await LoopFixture.Soon(behind[0].Task);
        await fixture.RunAsync(() =>
        {
            fixture.Loop.Defer(static () => throw new InvalidOperationException("deferred"));
            fixture.Loop.Defer(behind[1].SetResult);
        });
        await LoopFixture.Soon(behind[1].Task);
        await fixture.RunAsync(() =>
        {
            fixture.Loop.Timers.Schedule(new ActionTimer(behind[2].SetResult), fixture.Loop.Now, 20);
            fixture.Loop.Timers.Schedule(new ActionTimer(static () => throw new InvalidOperationException("due")), fixture.Loop.Now, 20);
            fixture.Loop.Timers.Schedule(new ActionTimer(behind[3].SetResult), fixture.Loop.Now, 20);
        });
        await LoopFixture.Soon(Task.WhenAll(behind.Select(one => one.Task)));

        Assert.Equal(["posted", "deferred", "due"], fixture.Faults.Select(fault => fault.Message));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_fault_in_RunAsync_is_its_callers_and_not_the_loops(string transport)
    {
        await using var fixture = new LoopFixture(transport);

        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.RunAsync(static () => throw new InvalidOperationException()));

        Assert.Empty(fixture.Faults);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_loop_that_has_stopped_runs_nothing_more_and_takes_what_is_posted(string transport)
    {
        var fixture = new LoopFixture(transport);
        await fixture.DisposeAsync();
        bool ran = false;

        fixture.Loop.Post(_ => ran = true, null);
        fixture.Loop.Post(_ => ran = true, null);

        Assert.False(ran);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_signal_that_was_set_before_it_is_awaited_costs_no_wait_and_counts_once(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        var signal = new LoopSignal(fixture.Loop);

        await fixture.RunAsync(async () =>
        {
            signal.Set();
            signal.Set();
            await signal.WaitAsync();
            Assert.False(signal.IsSet);
        });
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Who_waits_for_a_signal_runs_on_the_loop_and_not_inside_who_sets_it(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        var signal = new LoopSignal(fixture.Loop);
        List<string> order = [];
        Task? waiting = null;
        await fixture.RunAsync(() => { waiting = WaitAsync(); });

        await fixture.RunAsync(() =>
        {
            signal.Set();
            order.Add("set");
        });
        await LoopFixture.Soon(waiting!);

        Assert.Equal(["waits", "set", "runs on the loop: True"], order);

        async Task WaitAsync()
        {
            order.Add("waits");
            await signal.WaitAsync();
            order.Add($"runs on the loop: {fixture.Loop.IsCurrent}");
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_signal_comes_by_itself_when_its_time_has_come_and_never_early(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        var signal = new LoopSignal(fixture.Loop);
        var cancelled = new LoopSignal(fixture.Loop);
        long waited = 0;

        await fixture.RunAsync(async () =>
        {
            long start = fixture.Loop.Now;
            cancelled.SetAfter(10);
            cancelled.CancelTimer();
            signal.SetAfter(50);
            await signal.WaitAsync();
            waited = fixture.Loop.Now - start;
        });

        Assert.InRange(waited, 50, 20_000);
        Assert.False(cancelled.IsSet);
        Assert.Equal(0, fixture.Loop.Timers.Count);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_loop_that_stood_still_looks_at_what_came_meanwhile_before_any_timer(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        List<string> order = [];
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        var standing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Loop.Post(
            _ =>
            {
                fixture.Loop.Timers.Schedule(new ActionTimer(() => { order.Add("timer"); due.SetResult(); }), fixture.Loop.Now, 10);
                standing.SetResult();
                goOn.Wait(TimeSpan.FromSeconds(20));
            },
            null);
        await LoopFixture.Soon(standing.Task);
        fixture.Loop.Post(_ => order.Add("what came meanwhile"), null);
        using (var second = new PeriodicTimer(TimeSpan.FromSeconds(1)))
        {
            await second.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        goOn.Set();
        await LoopFixture.Soon(due.Task);
        await fixture.RunAsync(() => { });

        Assert.Equal(["what came meanwhile", "timer"], order);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_loop_that_always_comes_late_calls_its_timers_all_the_same(string transport)
    {
        await using var fixture = new LoopFixture(transport);
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var never = new ManualResetEventSlim();
        await fixture.RunAsync(() => fixture.Loop.Timers.Schedule(new ActionTimer(due.SetResult), fixture.Loop.Now, 10));
        for (int turn = 0; turn < 4 && !due.Task.IsCompleted; turn++)
        {
            await fixture.RunAsync(() => never.Wait(TimeSpan.FromMilliseconds(600)));
        }

        Assert.True(due.Task.IsCompleted);
    }

    private sealed class ActionTimer(Action action) : LoopTimer
    {
        internal override void OnDue() => action();
    }
}
