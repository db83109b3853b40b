using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Calls;

/// <summary>Requests with calls, by hand.</summary>
internal static class CallSamples
{
    public const string Statement = "SELECT * FROM users WHERE id = ?";

    public static Period Period { get; } = new(new TimeRange(SampleEvents.Noon - 60_000_000, SampleEvents.Noon + 600_000_000));

    /// <summary>A database call of request "t1" that takes 1 ms.</summary>
    public static SampleEvents Query(this SampleEvents events, string id, long at, long takes = 1_000, string text = Statement, string transaction = "t1", Action<EventBatchBuilder>? with = null) =>
        events.Span(id, at, takes, parent: transaction, transaction: transaction, with: batch =>
        {
            batch.Set(Fields.SpanSubtype, "mysql");
            batch.Set(Fields.SpanFingerprint, text);
            with?.Invoke(batch);
        });

    /// <summary>An HTTP call of request "t1" that takes 10 ms.</summary>
    public static SampleEvents Call(this SampleEvents events, string id, long at, long takes = 10_000, string text = "GET shipment/status", string transaction = "t1") =>
        events.Span(id, at, takes, parent: transaction, transaction: transaction, with: batch =>
        {
            batch.Set(Fields.SpanType, "external");
            batch.Set(Fields.SpanSubtype, "http");
            batch.Set(Fields.SpanFingerprint, text);
        });

    public static Action<EventBatchBuilder> IsQuery => static batch => batch.Set(Fields.SpanFingerprint, Statement);

    public static Action<EventBatchBuilder> Preparing => static batch => batch.Set(Fields.SpanAction, "prepare");

    public static async Task<CallRanking> RankAsync(this SampleEvents events, CallScope scope = CallScope.Database)
    {
        await using var store = await events.ToStoreAsync();
        return await new Questions(store, TimeProvider.System).CallsAsync(scope, null, Period, 100, TestContext.Current.CancellationToken);
    }
}
