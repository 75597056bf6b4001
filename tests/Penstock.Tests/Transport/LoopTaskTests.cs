using Penstock.Transport;

namespace Penstock.Tests.Transport;

public sealed class LoopTaskTests
{
    private readonly Gate _gate = new();

    [Fact]
    public void One_that_need_not_wait_has_ended_at_once()
    {
        _gate.IsOpen = true;

        LoopTask<int> task = AddAsync(2, 3);

        Assert.True(task.IsCompleted);
        Assert.Equal(5, Result(task));
    }

    [Fact]
    public void One_that_waits_ends_when_it_is_resumed_and_runs_who_awaits_it_at_once()
    {
        LoopTask<string> outer = OuterAsync();
        Assert.False(outer.IsCompleted);

        _gate.Open();

        Assert.True(outer.IsCompleted);
        Assert.Equal("3 and 7", Result(outer));

        async LoopTask<string> OuterAsync()
        {
            int first = await AddAsync(1, 2);
            return $"{first} and {await AddAsync(3, 4)}";
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_it_throws_is_thrown_where_it_is_awaited(bool beforeItWaits)
    {
        _gate.IsOpen = beforeItWaits;
        LoopTask<bool> catching = CatchAsync();

        _gate.Open();

        Assert.True(Result(catching));

        async LoopTask<bool> CatchAsync()
        {
            try
            {
                await ThrowAsync();
                return false;
            }
            catch (FormatException)
            {
                return true;
            }
        }

        async LoopTask ThrowAsync()
        {
            await new LoopWait(_gate);
            throw new FormatException();
        }
    }

    [Fact]
    public void It_cannot_be_awaited_twice_nor_before_its_end()
    {
        LoopTask<int> task = AddAsync(2, 3);
        Assert.Throws<InvalidOperationException>(() => Result(task));

        _gate.Open();
        Assert.Equal(5, Result(task));
        LoopTask<int> next = AddAsync(4, 5);

        Assert.Throws<InvalidOperationException>(() => Result(task));
        Assert.Throws<InvalidOperationException>(() => task.Wait(new Waiter(() => { })));
        _gate.Open();
        Assert.Equal(9, Result(next));
    }

    [Fact]
    public void One_that_is_forgotten_gives_itself_back_and_tells_of_what_it_throws()
    {
        FailAsync().Forget();

        Assert.Throws<FormatException>(_gate.Open);

        async LoopTask FailAsync()
        {
            await new LoopWait(_gate);
            throw new FormatException();
        }
    }

    [Fact]
    public void Others_of_its_kind_that_wait_keep_their_own_variables()
    {
        LoopTask<int>[] tasks = [.. Enumerable.Range(0, 200).Select(number => AddAsync(number, number))];

        _gate.Open();

        Assert.Equal(Enumerable.Range(0, 200).Select(number => 2 * number), tasks.Select(task => Result(task)));
    }

    [Fact]
    public async Task A_method_of_the_usual_kind_can_await_it_and_it_can_await_a_task()
    {
        var elsewhere = new TaskCompletionSource<int>();
        Task<int> usual = UsualAsync();
        _gate.Open();
        elsewhere.SetResult(1);

        Assert.Equal(6, await usual);

        async Task<int> UsualAsync() => await AddAsync(2, 3) + await TaskAsync();

        async LoopTask<int> TaskAsync() => await elsewhere.Task;
    }

    [Fact]
    public void Once_warm_it_takes_no_object() => Assert.Equal(0, Allocated.By(() =>
    {
        LoopTask<int> task = AddAsync(2, 3);
        _gate.Open();
        Result(task);
    }));

    private async LoopTask<int> AddAsync(int left, int right)
    {
        await new LoopWait(_gate);
        return left + right;
    }

    // As an await would have it, without one: what a coroutine waits for is opened between.
    private static T Result<T>(LoopTask<T> task) => task.GetResult();

    /// <summary>Those who come before it is open wait until it is opened.</summary>
    private sealed class Gate : ILoopSource
    {
        private readonly Queue<Waiter> _waiting = new();

        public bool IsOpen { get; set; }

        public void Open()
        {
            while (_waiting.TryDequeue(out Waiter waiter))
            {
                waiter.Run();
            }
        }

        bool ILoopSource.IsReady(int what) => IsOpen;

        void ILoopSource.Wait(int what, Waiter waiter) => _waiting.Enqueue(waiter);
    }
}
