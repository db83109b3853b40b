using Ashiato.Console.Frame;

namespace Ashiato.Console.Tests.Frame;

public class PanelTasksTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_ends_when_all_are_answered_also_those_that_came_later()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var tasks = new PanelTasks();
        tasks.Add(first.Task);

        var waiting = tasks.WaitAsync(Timeout.InfiniteTimeSpan, Cancel);
        tasks.Add(second.Task);
        first.SetResult();
        Assert.False(waiting.IsCompleted);
        second.SetException(new IOException("Away."));

        await waiting;
    }

    [Fact]
    public async Task Waiting_ends_after_its_time()
    {
        var tasks = new PanelTasks();
        tasks.Add(new TaskCompletionSource().Task);

        await tasks.WaitAsync(TimeSpan.FromMilliseconds(1), Cancel);
    }
}
