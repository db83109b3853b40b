using System.Collections.Concurrent;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Intake.Enrichment;

/// <summary>Looks clients up by the names that they give themselves, each name once. Thread-safe.</summary>
/// <remarks>
/// A new name costs about a thousand expressions, a known one nothing. A sender may make up a name for each event: what is spent on new
/// names is therefore bounded to a tenth of one core, and names that come beyond that stay as they are.
/// </remarks>
internal sealed class UserAgents(TimeProvider time)
{
    private const int Capacity = 4_096;
    private const int LongestName = 1_024;

    // Enough for the first names after a start, when the expressions are made.
    private static readonly TimeSpan s_reserve = TimeSpan.FromSeconds(2);
    private const int Share = 10;

    private readonly Lazy<UserAgentRules> _rules = new(UserAgentRules.Load);
    private readonly ConcurrentDictionary<byte[], UserAgent> _known = new(Utf8Comparer.Instance);
    private readonly Lock _spending = new();
    private TimeSpan _left = s_reserve;
    private long _filledAt = time.GetTimestamp();

    /// <summary>What a name says.</summary>
    /// <returns><see langword="null"/> when it is not known and cannot be looked up at the moment.</returns>
    public UserAgent? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName) return null;
        if (_known.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var known)) return known;
        // One at a time: were several to work on new names, each would spend the same budget.
        lock (_spending)
        {
            Refill();
            if (_left <= TimeSpan.Zero) return null;
            long begun = time.GetTimestamp();
            var found = _rules.Value.Parse(Encoding.UTF8.GetString(name));
            _left -= time.GetElapsedTime(begun);
            if (_known.Count >= Capacity) _known.Clear();
            _known[name.ToArray()] = found;
            return found;
        }
    }

    private void Refill()
    {
        long now = time.GetTimestamp();
        _left += time.GetElapsedTime(_filledAt, now) / Share;
        if (_left > s_reserve) _left = s_reserve;
        _filledAt = now;
    }
}
