using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Versions;

/// <summary>When did a version of a service run last?</summary>
internal sealed class LastSeenQuestion(IEventStore store)
{
    /// <returns>The moment of its newest transaction in a time, or <see langword="null"/> when it had none.</returns>
    public async Task<long?> AskAsync(string service, string version, TimeRange time, CancellationToken cancel)
    {
        var page = await store.QueryAsync(
            new RowQuery
            {
                Time = time,
                Filter = TransactionNumbers.IsTransaction.And(Filter.Is(Fields.ServiceName, service)).And(Filter.Is(Fields.ServiceVersion, version)),
                Fields = [Fields.Timestamp],
                Limit = 1,
            },
            cancel);
        return page.Rows.RowCount == 0 ? null : page.Rows[0].TimestampMicros;
    }
}
