using System.Collections.Concurrent;
using Ashiato.Query;

namespace Ashiato.Console.Frame;

/// <summary>The environments to choose from. Every page shows them, so they are asked for once a minute at most.</summary>
internal sealed class EnvironmentList(IQuestions questions, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);

    /// <summary>Time ranges that people look at; more are forgotten together.</summary>
    private const int Most = 100;

    private readonly ConcurrentDictionary<(string From, string To), (DateTimeOffset Until, IReadOnlyList<string> Names)> _known = new();

    /// <summary>Environments that reported in a time range.</summary>
    public async ValueTask<IReadOnlyList<string>> ReadAsync(TimeChoice range, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var key = (range.From, range.To);
        if (_known.TryGetValue(key, out var known) && now < known.Until) return known.Names;

        var names = (await questions.ServicesAsync(new Period(range.Range), cancel)).Environments;
        if (_known.Count >= Most) _known.Clear();
        // Nothing seen yet may change any moment.
        if (names.Count > 0) _known[key] = (now + KeepFor, names);
        return names;
    }
}
