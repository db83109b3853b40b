namespace Ashiato.Roles;

/// <summary>Gives memory back when nothing happens any more: a collector that is not asked to allocate does not collect either.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(2);

    // Timers and whoever watches a page allocate less than this between two looks; requests allocate more.
    private const long StillBytes = 512 << 10;

    // Less is not worth stopping everything for some ten milliseconds.
    private const long WorthBytes = 4 << 20;

    /// <summary>Looks after it until cancelled.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(s_tick, time);
        long before = GC.GetTotalAllocatedBytes(), collected = before;
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                long allocated = GC.GetTotalAllocatedBytes();
                bool isStill = allocated - before < StillBytes;
                before = allocated;
                if (!isStill || allocated - collected < WorthBytes) continue;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                collected = GC.GetTotalAllocatedBytes();
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }
}
