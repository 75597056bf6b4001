using CsCheck;
using Penstock.Transport;

namespace Penstock.Tests.Transport;

/// <summary>The wheel against a dictionary of due times: never early, and in the first Advance that may call it.</summary>
public sealed class TimerWheelTests
{
    private const long Origin = 1_234_567;
    private const long Day = 24 * 60 * 60 * 1000;

    private static readonly Gen<long> Span =
        Gen.Frequency((4, Gen.Long[0, 100]), (3, Gen.Long[0, 3_000]), (2, Gen.Long[60_000, 70_000]), (1, Gen.Long[0, 5_000_000]));

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Frequency((4, Gen.Const(StepKind.Schedule)), (1, Gen.Const(StepKind.Cancel)), (3, Gen.Const(StepKind.Advance)), (2, Gen.Const(StepKind.AdvanceToNext))),
        Gen.Int[0, 7], Gen.Frequency((6, Span), (1, Gen.Long[Day, 10 * Day])), Span,
        (kind, timer, delay, passes) => new Step(kind, timer, delay, passes));

    // What a timer does when it is called, once: to itself or to another.
    private static readonly Gen<Step?> AnyReaction = Gen.Frequency(
        (2, Gen.Const((Step?)null)),
        (2, Gen.Select(Gen.Int[0, 7], Span, (timer, delay) => (Step?)new Step(StepKind.Schedule, timer, delay, 0))),
        (1, Gen.Select(Gen.Int[0, 7], timer => (Step?)new Step(StepKind.Cancel, timer, 0, 0))));

    private enum StepKind
    {
        Schedule,
        Cancel,
        Advance,
        AdvanceToNext,
    }

    [Fact]
    public void A_wheel_calls_just_what_a_sorted_list_would() =>
        Gen.Select(AnyStep.Array[1, 60], AnyReaction.Array[8], Gen.Long[0, 20_000_000]).Sample((steps, reactions, start) =>
        {
            var model = new Model(reactions, start);
            foreach (Step step in steps)
            {
                model.Do(step);
                model.CheckNextDue();
            }
        }, iter: 400);

    [Fact]
    public void Advancing_at_the_times_it_asks_for_calls_everything_in_its_own_tick() =>
        Gen.Select(Span.Array[1, 40], Gen.Long[0, 20_000_000]).Sample((delays, start) =>
        {
            var wheel = new TimerWheel(Origin);
            wheel.Advance(Origin + start);
            long now = Origin + start;
            List<long> late = [];
            foreach (long delay in delays)
            {
                long due = now + delay;
                wheel.Schedule(new ActionTimer(() => late.Add(now - due)), now, delay);
            }

            int turns = 0;
            for (int wait = wheel.NextDueIn(now); wait >= 0; wait = wheel.NextDueIn(now))
            {
                now += wait;
                wheel.Advance(now);
                turns++;
            }

            Assert.Equal(delays.Length, late.Count);
            Assert.All(late, by => Assert.InRange(by, 0, TimerWheel.TickMilliseconds));
            // Once for each wheel that a timer comes through, and once for itself.
            Assert.InRange(turns, 1, 4 * delays.Length);
        }, iter: 400);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(30)]
    public void A_timer_that_is_days_away_is_neither_early_nor_late(int days)
    {
        var wheel = new TimerWheel(Origin);
        long now = Origin + 5;
        long calledAt = 0;
        wheel.Schedule(new ActionTimer(() => calledAt = now), now, days * Day);
        int turns = 0;
        while (calledAt == 0)
        {
            now += wheel.NextDueIn(now);
            wheel.Advance(now);
            turns++;
        }

        Assert.InRange(calledAt, Origin + 5 + days * Day, Origin + 5 + days * Day + TimerWheel.TickMilliseconds);
        Assert.InRange(turns, 1, 64);
    }

    [Fact]
    public void A_wheel_that_slept_calls_late_timers_in_the_order_of_their_times()
    {
        var wheel = new TimerWheel(Origin);
        List<int> called = [];
        foreach (int delay in (int[])[70_000, 20, 5_000_000, 1_500, 40])
        {
            wheel.Schedule(new ActionTimer(() => called.Add(delay)), Origin, delay);
        }

        wheel.Advance(Origin + Day);

        Assert.Equal([20, 40, 1_500, 70_000, 5_000_000], called);
    }

    [Fact]
    public void A_timer_is_called_once_and_then_waits_no_more()
    {
        var wheel = new TimerWheel(Origin);
        int calls = 0;
        var timer = new ActionTimer(() => calls++);
        wheel.Schedule(timer, Origin, 100);
        Assert.True(timer.IsScheduled);

        wheel.Advance(Origin + 1_000);
        wheel.Advance(Origin + 100_000);

        Assert.Equal(1, calls);
        Assert.False(timer.IsScheduled);
        Assert.Equal(0, wheel.Count);
        Assert.Equal(-1, wheel.NextDueIn(Origin + 100_000));
    }

    [Fact]
    public void Timers_of_one_tick_may_cancel_each_other()
    {
        var wheel = new TimerWheel(Origin);
        int calls = 0;
        ActionTimer? first = null, second = null;
        first = new ActionTimer(() => { calls++; wheel.Cancel(second!); });
        second = new ActionTimer(() => { calls++; wheel.Cancel(first); });
        wheel.Schedule(first, Origin, 50);
        wheel.Schedule(second, Origin, 50);

        wheel.Advance(Origin + 1_000);

        Assert.Equal(1, calls);
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void A_timer_that_sets_itself_again_at_once_is_called_in_later_ticks_and_not_for_ever()
    {
        var wheel = new TimerWheel(Origin);
        int calls = 0;
        long now = Origin;
        ActionTimer? timer = null;
        timer = new ActionTimer(() => { calls++; wheel.Schedule(timer!, now, 0); });
        wheel.Schedule(timer, now, 0);

        for (int i = 1; i <= 10; i++)
        {
            now += TimerWheel.TickMilliseconds;
            wheel.Advance(now);
            Assert.Equal(i, calls);
        }
    }

    [Fact]
    public void To_cancel_what_does_not_wait_does_nothing()
    {
        var wheel = new TimerWheel(Origin);
        var timer = new ActionTimer(() => { });
        wheel.Cancel(timer);
        wheel.Schedule(timer, Origin, -5);
        wheel.Cancel(timer);
        wheel.Cancel(timer);

        Assert.Equal(0, wheel.Count);
    }

    private sealed record Step(StepKind Kind, int Timer, long Delay, long Passes);

    private sealed class ActionTimer(Action action) : LoopTimer
    {
        internal override void OnDue() => action();
    }

    private sealed class Model
    {
        private readonly Dictionary<int, long> _due = [];
        private readonly Step?[] _reactions;
        private readonly ActionTimer[] _timers;
        private readonly TimerWheel _wheel = new(Origin);
        private long _now;
        private long _tick;

        public Model(Step?[] reactions, long start)
        {
            _reactions = [.. reactions];
            _timers = [.. Enumerable.Range(0, reactions.Length).Select(i => new ActionTimer(() => OnDue(i)))];
            _now = Origin + start;
            _wheel.Advance(_now);
            _tick = TickOf(_now);
        }

        public void Do(Step step)
        {
            switch (step.Kind)
            {
                case StepKind.Schedule:
                    _wheel.Schedule(_timers[step.Timer], _now, step.Delay);
                    long due = _now + step.Delay - Origin;
                    _due[step.Timer] = Math.Max((due + TimerWheel.TickMilliseconds - 1) / TimerWheel.TickMilliseconds, _tick + 1);
                    break;
                case StepKind.Cancel:
                    _wheel.Cancel(_timers[step.Timer]);
                    _due.Remove(step.Timer);
                    break;
                case StepKind.Advance:
                    Advance(_now + step.Passes);
                    break;
                default:
                    Advance(_now + Math.Max(_wheel.NextDueIn(_now), 0));
                    break;
            }

            Assert.Equal(_due.Count, _wheel.Count);
        }

        private void Advance(long to)
        {
            _now = to;
            _wheel.Advance(to);
            _tick = TickOf(to);
            Assert.DoesNotContain(_due.Values, due => due <= _tick);
        }

        private void OnDue(int timer)
        {
            Assert.True(_due.Remove(timer, out long due), "called without having been set, or twice");
            Assert.InRange(due, _tick, TickOf(_now));
            Assert.False(_timers[timer].IsScheduled);
            _tick = due;
            if (_reactions[timer] is { } reaction)
            {
                _reactions[timer] = null;
                Do(reaction);
            }
        }

        public void CheckNextDue()
        {
            int next = _wheel.NextDueIn(_now);
            if (_due.Count == 0)
            {
                Assert.Equal(-1, next);
            }
            else
            {
                Assert.InRange(next, 0, Math.Max(Origin + _due.Values.Min() * TimerWheel.TickMilliseconds - _now, 0));
            }
        }

        private static long TickOf(long now) => (now - Origin) / TimerWheel.TickMilliseconds;
    }
}
