using Ashiato.Model;
using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Crash;

/// <summary>The store that is killed, and looked at afterwards.</summary>
public static class CrashOptions
{
    /// <summary>Small tables, so that flushes and merges happen all the time; old events, so that there is always something to remove.</summary>
    public static EmbeddedStoreOptions In(string directory) => new()
    {
        Directory = directory,
        FlushRows = 1_500,
        FlushAge = TimeSpan.FromSeconds(1),
        MaxAge = TimeSpan.FromDays(5),
        MaxAgeOf = new Dictionary<string, TimeSpan?> { [Fields.Events.Metric] = TimeSpan.FromDays(1) },
    };
}
