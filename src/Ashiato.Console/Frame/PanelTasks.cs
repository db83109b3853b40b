namespace Ashiato.Console.Frame;

/// <summary>The questions that the panels of one page wait for.</summary>
internal sealed class PanelTasks
{
    private readonly List<Task> _tasks = [];

    /// <summary>A question was asked.</summary>
    public void Add(Task task) => _tasks.Add(task);

    /// <summary>Waits until all are answered, or have failed; for some time at most.</summary>
    /// <returns>False when some are not answered yet.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        var deadline = Task.Delay(longest, cancel);
        int known;
        do
        {
            // Panels that are drawn after this was called ask their questions first; an answer may draw further panels.
            await Task.Yield();
            known = _tasks.Count;
            await Task.WhenAny(Task.WhenAll(_tasks), deadline);
            await Task.Yield();
        }
        while (_tasks.Count > known && !deadline.IsCompleted);
        return _tasks.TrueForAll(task => task.IsCompleted);
    }
}
