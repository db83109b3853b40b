using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Intake.Sampling;

/// <summary>Tells other servers, through the store, which traces are kept, and hears it from them.</summary>
/// <remarks>
/// One event for up to a thousand traces: data set <c>apm.sampled</c>, <c>agent.ephemeral_id</c> the server, <c>sampled.trace.id</c> the traces. It is no
/// event of a trace (it has no <c>trace.id</c>), and no page shows it. Others are asked for by query, with an overlap, so that nothing depends on a
/// connection that lasts.
/// </remarks>
internal sealed class SharedDecisions(IEventStore store, IntakeOptions options, TimeProvider time)
{
    private const string Dataset = "apm.sampled";
    private const int TracesOfEvent = 1_000;
    private static readonly long s_overlapMicros = (long)TimeSpan.FromMinutes(2).TotalMicroseconds;

    private static readonly Field s_traces = Fields.Resolve("sampled.trace.id", FieldType.Id);

    private readonly string _server = Guid.NewGuid().ToString();
    private readonly EventBatchBuilder _builder = new();
    private long _heardMicros = long.MinValue;

    private long NowMicros => (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Tells which traces are kept.</summary>
    /// <param name="traces">The traces.</param>
    /// <param name="id">The identity under which the store keeps it once.</param>
    /// <param name="cancel">Ends the telling.</param>
    public async Task TellAsync(IReadOnlyList<string> traces, BatchId id, CancellationToken cancel)
    {
        if (traces.Count == 0) return;
        foreach (string[] some in traces.Chunk(TracesOfEvent))
        {
            _builder.Set(Fields.Timestamp, NowMicros);
            _builder.Set(Fields.DataStreamType, "traces");
            _builder.Set(Fields.DataStreamDataset, Dataset);
            _builder.Set(Fields.DataStreamNamespace, options.Namespace);
            _builder.Set(Fields.ObserverType, "apm-server");
            _builder.Set(Fields.ObserverHostname, options.HostName);
            _builder.Set(Fields.ObserverVersion, options.ServerVersion);
            _builder.Set(Fields.AgentEphemeralId, _server);
            foreach (string trace in some) _builder.Add(s_traces, EventId.Parse(trace));
            _builder.EndRow();
        }
        await store.AppendAsync(_builder.Build(id), cancel);
    }

    /// <summary>The traces that others keep, as far as they told it since the last time; some may come twice.</summary>
    /// <param name="reach">How far back the first time reaches.</param>
    /// <param name="cancel">Ends the search.</param>
    public async Task<List<EventId>> HearAsync(TimeSpan reach, CancellationToken cancel)
    {
        long now = NowMicros;
        long since = _heardMicros == long.MinValue ? now - (long)reach.TotalMicroseconds : _heardMicros - s_overlapMicros;
        var query = new RowQuery
        {
            Time = new TimeRange(since, long.MaxValue),
            Filter = Filter.Is(Fields.DataStreamDataset, Dataset).And(new Filter.Not(Filter.Is(Fields.AgentEphemeralId, _server))),
            Fields = [s_traces],
            Limit = 1_000,
        };
        var traces = new List<EventId>();
        for (string? after = null; ;)
        {
            var page = await store.QueryAsync(query with { After = after }, cancel);
            if (page.Rows.Find(s_traces) is IdColumn ids)
                for (int entry = 0; entry < ids.EntryCount; entry++) traces.Add(ids.IdAt(entry));
            after = page.Next;
            if (after is null) break;
        }
        _heardMicros = now;
        return traces;
    }
}
