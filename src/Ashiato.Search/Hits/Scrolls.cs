using System.Security.Cryptography;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Hits;

/// <summary>Searches that are gone through page by page: what was asked, and where each goes on.</summary>
/// <param name="time">Tells when one has been left alone for too long.</param>
internal sealed class Scrolls(TimeProvider time)
{
    private const int MaxOpen = 500;
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Open> _open = [];

    /// <summary>A search that is gone through.</summary>
    /// <param name="Request">What was asked.</param>
    /// <param name="Filter">Which events.</param>
    /// <param name="Next">Where it goes on; <see cref="HitPage.End"/> at its end.</param>
    /// <param name="Until">When it is forgotten.</param>
    internal sealed record Open(SearchRequest Request, Filter Filter, string? Next, DateTimeOffset Until);

    /// <summary>Remembers a search.</summary>
    /// <returns>The id to go on by.</returns>
    public string Start(SearchRequest request, Filter filter, string? next, TimeSpan keep)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (string old in _open.Where(one => one.Value.Until < now).Select(static one => one.Key).ToList()) _open.Remove(old);
            if (_open.Count >= MaxOpen) throw new SearchException(429, "exception", $"Trying to create too many scroll contexts. Must be less than or equal to: [{MaxOpen}]. Close some, or let them run out.");
            _open[id] = new Open(request, filter, next, now + Clamp(keep));
        }
        return id;
    }

    /// <summary>Finds a search.</summary>
    /// <exception cref="SearchException">There is none of this id any more.</exception>
    public Open Find(string id)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(id, out var one) && one.Until >= time.GetUtcNow()) return one;
        }
        throw new SearchException(404, "search_context_missing_exception", $"No search context found for id [{id}]");
    }

    /// <summary>Notes where a search goes on.</summary>
    public void Advance(string id, string? next, TimeSpan? keep)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(id, out var one)) _open[id] = one with { Next = next, Until = keep is { } more ? time.GetUtcNow() + Clamp(more) : one.Until };
        }
    }

    /// <summary>Forgets a search.</summary>
    /// <returns><see langword="false"/> when it was not there.</returns>
    public bool Close(string id)
    {
        lock (_lock) return _open.Remove(id);
    }

    /// <summary>Forgets all.</summary>
    /// <returns>How many there were.</returns>
    public int CloseAll()
    {
        lock (_lock)
        {
            int count = _open.Count;
            _open.Clear();
            return count;
        }
    }

    private static TimeSpan Clamp(TimeSpan keep) => keep > s_longest ? s_longest : keep;
}
