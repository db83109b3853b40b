using Ashiato.Query;
using Ashiato.Query.Kql;
using Ashiato.Query.Kql.Completion;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Fuzz;

/// <summary>Queries that people type, read, translated and completed.</summary>
internal sealed class KqlSurface(DiscardingStore store, int weight) : FuzzSurface("KQL", weight)
{
    private static readonly string[] s_queries =
    [
        "service.name : checkout and not transaction.duration.us > 5000", "message : (\"no stock\" or time*out) and http.response.status_code >= 500", "labels.* : \"a\\\"b\" or trace.id : \"0af7651916cd43dd8448eb211c80319c\"",
        "@timestamp >= now-1d/d and (a : 1 or (b : 2 and not c : (3 or 4)))", "event.outcome : failure OR span.db.statement : *SELECT*", "user.id : 日本語 and url.path : \\*x\\?",
    ];

    private readonly KqlCompletion _completion = new(new StoreKqlSource(store, new Period(TimeRange.All)));
    private readonly KqlContext _context = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public override async Task<(int Status, string? Finding)> RunAsync(Random random)
    {
        string text = Mutator.Mutate(s_queries[random.Next(s_queries.Length)], s_queries[random.Next(s_queries.Length)], random);
        // Completing asks the store, so only some are.
        if (random.Next(100) == 0) await _completion.CompleteAsync(text, random.Next(text.Length + 1), CancellationToken.None);
        try
        {
            KqlTranslator.ToFilter(text, _context);
            return (200, null);
        }
        catch (KqlException wrong)
        {
            bool isInside = wrong.At.Start >= 0 && wrong.At.End >= wrong.At.Start && wrong.At.End <= text.Length;
            return (400, isInside ? null : $"'{text}' is wrong at {wrong.At}, which is outside of it");
        }
    }
}
