namespace Ashiato.Roles;

/// <summary>Gives memory back when nothing happens any more: a collector that is not asked to allocate does not collect either.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(2);

    // Timers and whoever watches a page allocate less than this between two looks; requests allocate more.
    private const long StillBytes = 512 << 10;

    // Less is not worth stopping everything for some ten milliseconds.
    private const long WorthBytes = 4 << 20;

    // Somebody who reads a page and goes on should not wait for code that was let go meanwhile.
    private static readonly TimeSpan s_leftAlone = TimeSpan.FromMinutes(2);

    /// <summary>Looks after it until cancelled.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(s_tick, time);
        long before = GC.GetTotalAllocatedBytes(), collected = before;
        long? stillSince = null;
        bool isStarting = true;
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                long allocated = GC.GetTotalAllocatedBytes();
                bool isStill = allocated - before < StillBytes;
                before = allocated;
                LetCodeGo(isStill, time, ref stillSince);
                if (!isStill || allocated - collected < WorthBytes) continue;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                collected = GC.GetTotalAllocatedBytes();
                // What the first look at the store needed, and this collection: nobody has asked for anything yet, as a rule.
                if (isStarting) IdleMappings.Release();
                isStarting = false;
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }

    /// <summary>Lets go of the code that was needed last, and of the last objects, once for each time that nothing happens for long.</summary>
    private static void LetCodeGo(bool isStill, TimeProvider time, ref long? stillSince)
    {
        if (!isStill) stillSince = time.GetTimestamp();
        else if (stillSince is { } since && time.GetElapsedTime(since) >= s_leftAlone)
        {
            // What timers allocated by and by is less than is worth it while somebody may be waiting.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            IdleMappings.Release();
            stillSince = null;
        }
    }
}
