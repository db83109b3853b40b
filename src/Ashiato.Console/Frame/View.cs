using Ashiato.Console.Access;
using Ashiato.Console.Assets;
using Ashiato.Console.Formatting;
using Ashiato.Console.Transactions;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Kql;
using Ashiato.Query.Versions;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Ashiato.Console.Frame;

/// <summary>What the reader looks at, read from the address of the page; and the addresses that lead on from there.</summary>
internal sealed class View
{
    /// <summary>The address keys of the query, and of how often the page is drawn anew.</summary>
    public const string QueryKey = "kql", Live = "live";

    /// <summary>How far around a moment is looked that lies outside of the chosen range.</summary>
    private const long AroundMicros = 30 * 60 * 1_000_000L;

    /// <summary>What stays when the reader goes from page to page.</summary>
    private static readonly string[] Kept = ["from", "to", "environment", QueryKey, Comparison.Key, Live];

    /// <summary>What no address needs to carry on: choices that a cookie remembers, and what a late panel was told by its page.</summary>
    private static readonly string[] Left = [.. ReaderChoices.Keys, LatePanels.PageKey, LateCorrelations.P95, LateCorrelations.P95Before, LateCorrelations.HasFailed];

    private readonly HttpRequest _request;
    private readonly BuiltAssets _assets;
    private readonly HashSet<string> _modules = [];
    private readonly Dictionary<(string Service, Period Period), Task<IReadOnlyList<ServiceVersion>>> _versions = [];
    private Filter? _where;
    private long? _lastSeenMicros;
    private bool _isHeadWritten;

    /// <summary>The view of the current request.</summary>
    public View(IHttpContextAccessor accessor, BuiltAssets assets, TimeProvider time)
    {
        var context = accessor.HttpContext ?? throw new InvalidOperationException("A page is drawn for a request; there is none.");
        _request = context.Request;
        _assets = assets;
        Clock = ReaderClock.Of(context);
        Now = time.GetUtcNow();
        Time = TimeChoice.Read(_request.Query["from"], _request.Query["to"], Now, Clock);
        Environment = Value("environment");
        Visitor = Visitor.Of(context);
    }

    /// <summary>The reader's clock.</summary>
    public ReaderClock Clock { get; }

    /// <summary>The moment of asking.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The same in microseconds since the Unix epoch (UTC).</summary>
    public long NowMicros => (Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The chosen time range.</summary>
    public TimeChoice Time { get; }

    /// <summary>The chosen environment; <see langword="null"/> for all.</summary>
    public string? Environment { get; }

    /// <summary>The query of the bar, in the Kibana Query Language; <see langword="null"/> for none.</summary>
    public string? Query => Value(QueryKey);

    /// <summary>What is wrong with the query; <see langword="null"/> as a rule.</summary>
    public KqlException? QueryProblem { get; private set; }

    /// <summary>True once the query has been read: pages may ask.</summary>
    public bool IsRead { get; private set; }

    /// <summary>The service whose page this is; <see langword="null"/> elsewhere.</summary>
    public string? Service
    {
        get
        {
            const string prefix = "/services/";
            if (!Path.StartsWith(prefix, StringComparison.Ordinal)) return null;
            string rest = Path[prefix.Length..];
            int end = rest.IndexOf('/', StringComparison.Ordinal);
            // Routing leaves an escaped slash as it is: it would be read as the end of the segment.
            return (end < 0 ? rest : rest[..end]).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Who the reader is; <see langword="null"/> while that is not known.</summary>
    public Visitor? Visitor { get; }

    /// <summary>What every question is limited to.</summary>
    public Period Period => new(Time.Range, Environment, _where);

    /// <summary>What the page is compared with; <see langword="null"/> for nothing.</summary>
    public Comparison? Comparison => Comparison.Read(Value(Comparison.Key), Period, _lastSeenMicros);

    /// <summary>Reads the query of the bar. Before, <see cref="Period"/> does not know it.</summary>
    public async Task ReadQueryAsync(IQuestions questions, CancellationToken cancel)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(Query)) _where = await questions.FilterAsync(Query, cancel);
        }
        catch (KqlException problem)
        {
            QueryProblem = problem;
        }
        if (Service is { } service && Comparison?.Version is { } version) _lastSeenMicros = await LastSeenAsync(questions, service, version, cancel);
        IsRead = true;
    }

    // A week back: what was replaced longer ago is hardly compared any more.
    private async Task<long?> LastSeenAsync(IQuestions questions, string service, string version, CancellationToken cancel)
    {
        const long week = 7L * 86_400_000_000;
        try
        {
            return await questions.LastSeenAsync(service, version, new TimeRange(Time.Range.FromMicros - week, Time.Range.ToMicros), cancel);
        }
        catch (Exception failure) when (StoreFailure.Is(failure))
        {
            // The panels will say that the store cannot be read.
            return null;
        }
    }

    /// <summary>The versions of a service in a period; asked once, though more than one part of a page shows them.</summary>
    public Task<IReadOnlyList<ServiceVersion>> VersionsAsync(IQuestions questions, string service, Period period, CancellationToken cancel)
    {
        lock (_versions) return _versions.TryGetValue((service, period), out var asked) ? asked : _versions[(service, period)] = questions.VersionsAsync(service, period, cancel);
    }

    /// <summary>Asks for the chosen period and, side by side, for what it is compared with.</summary>
    public async Task<Both<T>> BothAsync<T>(Func<Period, Task<T>> ask)
    {
        if (Comparison is not { } comparison) return new Both<T>(await ask(Period), default);
        var (now, then) = (ask(Period), ask(comparison.Period));
        await Task.WhenAll(now, then);
        return new Both<T>(await now, await then);
    }

    /// <summary>The path below which the console lives: empty, or begins with a slash.</summary>
    public string Root => _request.PathBase;

    /// <summary>The path of the page itself; of a late panel, that of its page.</summary>
    public string Path => LatePanels.PageOf(_request);

    /// <summary>One value of the address; <see langword="null"/> when it is absent or empty.</summary>
    public string? Value(string key) => _request.Query[key] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A file that browsers load, such as <c>css/console.css</c>.</summary>
    public string Asset(string path) => Root + _assets.PathOf(path);

    /// <summary>A part of the page needs a module.</summary>
    /// <returns>True when the part has to bring it: the head is written, and nothing before has brought it.</returns>
    public bool Needs(string module) => _modules.Add(module) && _isHeadWritten;

    /// <summary>The modules that parts of the page need so far. From now on they bring their own.</summary>
    public IReadOnlyCollection<string> ModulesOfHead()
    {
        _isHeadWritten = true;
        return [.. _modules];
    }

    /// <summary>The address of another page, which keeps time range and environment unless it is told others.</summary>
    public string Link(string path, params (string Key, string? Value)[] values) =>
        Address(Root + path, Kept.Where(key => !values.Any(value => value.Key == key)).Select(key => (key, Value(key))).Concat(values));

    /// <summary>The same, where a moment lies outside of the chosen range: with a range around it.</summary>
    public string LinkAround(long micros, string path, params (string Key, string? Value)[] values) => Time.Range.Contains(micros)
        ? Link(path, values)
        : Link(path, [.. values, ("from", ReaderClock.Iso(micros - AroundMicros)), ("to", ReaderClock.Iso(micros + AroundMicros))]);

    /// <summary>The address of this page with other values; <see langword="null"/> takes one away.</summary>
    public string Here(params (string Key, string? Value)[] changes) => Address(Root + LatePanels.PageOf(_request).ToUriComponent(), Changed(changes));

    /// <summary>The address of a panel that comes after this page.</summary>
    public string Late(string name, IEnumerable<(string Key, string? Value)> with) =>
        Address(Root + LatePanels.Path + name, [.. Changed([]), (LatePanels.PageKey, Path), .. with]);

    /// <summary>The address of this page for others: complete, with absolute times.</summary>
    public string Shared(bool hasPeriod)
    {
        (string, string?)[] times = hasPeriod
            ? [("from", ReaderClock.Iso(Time.Range.FromMicros)), ("to", ReaderClock.Iso(Time.Range.ToMicros)), (Live, null)]
            : [("from", null), ("to", null), (Live, null)];
        return $"{_request.Scheme}://{_request.Host}{Here(times)}";
    }

    /// <summary>The address of a question below <c>/api/</c> about the period of this page.</summary>
    public string Api(string path, params (string Key, string? Value)[] values) => Api(path, Time.Range, Query, values);

    /// <summary>The address of the same question about what this page is compared with; <see langword="null"/> for nothing.</summary>
    public string? ApiCompared(string path, params (string Key, string? Value)[] values) => Comparison is { } other
        ? Api(path, other.Period.Time, other.Version is { } version ? KqlText.With(Query, Fields.ServiceVersion.Name, version) : Query, values)
        : null;

    /// <summary>The values of this page that a form must carry on, without those it sets itself.</summary>
    public IEnumerable<(string Key, string Value)> CarriedOn(params string[] without) =>
        Changed(without.Select(key => (key, (string?)null))).Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => (pair.Key, pair.Value!));

    private string Api(string path, TimeRange time, string? query, (string Key, string? Value)[] values) => Address(
        Root + path,
        values.Concat([("from", ReaderClock.Iso(time.FromMicros)), ("to", ReaderClock.Iso(time.ToMicros)), ("environment", Environment), (QueryKey, query)]));

    private IEnumerable<(string Key, string? Value)> Changed(IEnumerable<(string Key, string? Value)> changes)
    {
        var changed = changes.ToList();
        var kept = _request.Query
            .Where(pair => !Left.Contains(pair.Key) && !changed.Exists(change => change.Key == pair.Key))
            .Select(pair => (pair.Key, (string?)pair.Value));
        return kept.Concat(changed);
    }

    private static string Address(string path, IEnumerable<(string Key, string? Value)> values) =>
        QueryHelpers.AddQueryString(path, values.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Key, (StringValues)pair.Value)));
}
