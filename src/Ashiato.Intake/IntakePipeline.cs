using Ashiato.Doctor;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Enrichment;
using Ashiato.Intake.Sampling;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake;

/// <summary>What lies between the decoders of all protocols and the store: each batch is enriched, what is not to be kept left out, and all of it counted.</summary>
/// <remarks>To a decoder it is the store. Thread-safe.</remarks>
/// <param name="store">Where events are kept.</param>
/// <param name="enricher">What adds to events.</param>
/// <param name="aggregator">What counts them; <see langword="null"/> when there are to be no metrics.</param>
/// <param name="sampler">What leaves out traces; <see langword="null"/> when all are kept.</param>
internal sealed class IntakePipeline(IEventStore store, Enricher enricher, Aggregator? aggregator, TailSampler? sampler) : IEventStore
{
    private readonly BatchGatherer _gatherer = new(store);

    /// <summary>The pipeline before a store, as the options say.</summary>
    /// <exception cref="GeoDatabaseException">The GeoIP database that the options name cannot be read.</exception>
    /// <exception cref="TailSamplingException">The directory of tail-based sampling cannot be used.</exception>
    public static IntakePipeline Over(IEventStore store, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<IntakeOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        var places = options.GeoIpDatabase is { } path ? new GeoDatabase(path, time, services.GetRequiredService<ILogger<GeoDatabase>>()) : null;
        return new IntakePipeline(store, new Enricher(new UserAgents(time), places), AggregatorOf(store, options, time, services), SamplerOf(store, options, time, services));
    }

    private static TailSampler? SamplerOf(IEventStore store, IntakeOptions options, TimeProvider time, IServiceProvider services)
    {
        if (options.TailSampling is not { } sampling) return null;
        var log = services.GetRequiredService<ILogger<TailSampler>>();
        var doctor = services.GetRequiredService<ConnectionDoctor>();
        var sampler = new TailSampler(sampling, store, new SharedDecisions(store, options, time), time, log, new Random(), (service, events) => doctor.Count(new ServiceLosses(service, 0, 0, events, 0, 0)));
        services.GetRequiredService<BackgroundWork>().Add(async cancel =>
        {
            await sampler.RunAsync(cancel);
            await sampler.DisposeAsync();
        });
        return sampler;
    }

    private static Aggregator? AggregatorOf(IEventStore store, IntakeOptions options, TimeProvider time, IServiceProvider services)
    {
        if (!MetricInterval.TryParse(options.Aggregation.Intervals, out var intervals))
            throw new OptionsValidationException(IntakeOptions.Section, typeof(IntakeOptions), ["Set Intake:Aggregation:Intervals to some of 1m, 10m and 60m with commas between them, or to off."]);
        if (intervals.Count == 0) return null;
        var aggregator = new Aggregator(options, intervals, (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        var publisher = new MetricPublisher(aggregator, store, time, services.GetRequiredService<ILogger<MetricPublisher>>());
        services.GetRequiredService<BackgroundWork>().Add(publisher.RunAsync);
        return aggregator;
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        var enriched = enricher.Enrich(batch);
        var kept = GlobalLabels.TakeAway(Unsampled.LeaveOut(enriched));
        if (kept.RowCount > 0 && sampler is not null) await sampler.AppendAsync(kept, cancel);
        else if (kept.RowCount > 0) await _gatherer.AppendAsync(kept, cancel);
        // Only now: a batch that the store refused comes again, and must not count twice.
        aggregator?.Count(enriched);
    }

    /// <inheritdoc/>
    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => store.TailAsync(filter, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => store.GetFieldsAsync(time, filter, cancel);

    /// <inheritdoc/>
    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => store.GetStatusAsync(cancel);

    /// <inheritdoc/>
    public ValueTask<bool> IsWritableAsync(CancellationToken cancel) => store.IsWritableAsync(cancel);

    /// <summary>Does not close the store behind it, which others use too.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
