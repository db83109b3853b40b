using Ashiato.Kube.Work;

namespace Ashiato.Kube.Tests.Work;

public sealed class WorkQueueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_waits_only_once()
    {
        var queue = new WorkQueue<string>(WorkQueueOptions.Default, TimeProvider.System);
        queue.Add("a");
        queue.Add("a");
        Assert.Equal("a", await queue.TakeAsync(Cancel));
        queue.Done("a");
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_key_that_is_added_while_in_work_is_worked_on_again_afterwards_and_not_before()
    {
        var queue = new WorkQueue<string>(WorkQueueOptions.Default, TimeProvider.System);
        queue.Add("a");
        Assert.Equal("a", await queue.TakeAsync(Cancel));
        queue.Add("a");
        queue.Add("b");
        Assert.Equal("b", await queue.TakeAsync(Cancel));
        var next = queue.TakeAsync(Cancel);
        Assert.False(next.IsCompleted);
        queue.Done("a");
        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task The_earlier_of_two_times_counts()
    {
        var queue = new WorkQueue<string>(WorkQueueOptions.Default, TimeProvider.System);
        queue.Add("a", TimeSpan.FromDays(1));
        var next = queue.TakeAsync(Cancel);
        Assert.False(next.IsCompleted);
        queue.Add("a");
        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task Work_that_is_due_in_a_year_hinders_none_that_is_due_now()
    {
        var queue = new WorkQueue<string>(WorkQueueOptions.Default, TimeProvider.System);
        queue.Add("certificate", TimeSpan.FromDays(335));
        var next = queue.TakeAsync(Cancel);
        Assert.False(next.IsCompleted);
        queue.Add("a");
        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task Whoever_waits_for_a_moment_that_a_clock_put_forward_has_passed_is_woken_by_the_next_change()
    {
        var clock = new JumpingClock();
        var queue = new WorkQueue<string>(WorkQueueOptions.Default, clock);
        queue.Add("a", TimeSpan.FromHours(1));
        var next = queue.TakeAsync(Cancel);
        clock.Ahead = TimeSpan.FromHours(2);
        queue.Add("a");
        Assert.Equal("a", await next);
    }

    /// <summary>The machine's clock, put forward without anybody being told.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    [Fact]
    public async Task A_key_that_failed_comes_back_and_failures_are_counted_until_it_goes_well()
    {
        var queue = new WorkQueue<string>(WorkQueueOptions.Default, TimeProvider.System);
        queue.Add("a");
        for (int failures = 1; failures <= 3; failures++)
        {
            Assert.Equal("a", await queue.TakeAsync(Cancel));
            Assert.Equal(failures, queue.Failed("a"));
        }
        Assert.Equal("a", await queue.TakeAsync(Cancel));
        queue.Done("a", TimeSpan.Zero);
        Assert.Equal("a", await queue.TakeAsync(Cancel));
        Assert.Equal(1, queue.Failed("a"));
    }

    [Fact]
    public async Task What_was_changed_is_tried_at_once_and_as_if_it_had_never_failed()
    {
        var queue = new WorkQueue<string>(new WorkQueueOptions(TimeSpan.FromHours(1), TimeSpan.FromHours(2)), TimeProvider.System);
        queue.Add("a");
        Assert.Equal("a", await queue.TakeAsync(Cancel));
        queue.Failed("a");
        var next = queue.TakeAsync(Cancel);
        Assert.False(next.IsCompleted);
        queue.AddAnew("a");
        Assert.Equal("a", await next);
        Assert.Equal(1, queue.Failed("a"));
    }
}
