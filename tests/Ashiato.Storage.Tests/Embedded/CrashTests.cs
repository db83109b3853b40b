namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Kills a process that appends, deletes, merges and removes, at random moments, and looks what is left.</summary>
public sealed class CrashTests
{
    private const int AtOnce = 4;

    [Fact]
    public Task Whatever_was_acknowledged_before_a_kill_is_there_once() => RehearseAsync(stores: 1, kills: 4);

    [Fact(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    public Task Whatever_was_acknowledged_before_hundreds_of_kills_is_there_once_and_what_was_deleted_is_gone() => RehearseAsync(AtOnce, kills: 50);

    // Stores that are killed side by side keep each other from ever being in step with the disk.
    private static async Task RehearseAsync(int stores, int kills)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await Task.WhenAll(Enumerable.Range(0, stores).Select(async store =>
        {
            using var rehearsal = new CrashRehearsal(new Random(seed + store));
            await rehearsal.RunAsync(kills);
        }));
    }
}
