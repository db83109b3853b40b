using Ashiato.Intake.Enrichment;
using Ashiato.Intake.Sampling;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake;

/// <summary>What lies between the decoders of all protocols and the store: each batch is enriched, and what is not to be kept left out.</summary>
/// <remarks>To a decoder it is the store. Thread-safe.</remarks>
internal sealed class IntakePipeline(IEventStore store, Enricher enricher) : IEventStore
{
    /// <summary>The pipeline before a store, as the options say.</summary>
    /// <exception cref="GeoDatabaseException">The GeoIP database that the options name cannot be read.</exception>
    public static IntakePipeline Over(IEventStore store, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<IntakeOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        var places = options.GeoIpDatabase is { } path ? new GeoDatabase(path, time, services.GetRequiredService<ILogger<GeoDatabase>>()) : null;
        return new IntakePipeline(store, new Enricher(new UserAgents(time), places));
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        var kept = Unsampled.LeaveOut(enricher.Enrich(batch));
        if (kept.RowCount > 0) await store.AppendAsync(kept, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => store.TailAsync(filter, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => store.GetFieldsAsync(time, filter, cancel);

    /// <inheritdoc/>
    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => store.GetStatusAsync(cancel);

    /// <summary>Does not close the store behind it, which others use too.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
