using Ashiato.Console.Formatting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Ashiato.Console.Frame;

/// <summary>What the reader looks at, read from the address of the page; and the addresses that lead on from there.</summary>
internal sealed class View
{
    /// <summary>What stays when the reader goes from page to page.</summary>
    private static readonly string[] Kept = ["from", "to", "environment"];

    /// <summary>Choices that a cookie remembers; no address needs to carry them on.</summary>
    private static readonly string[] Remembered = ["lang", "theme"];

    private readonly HttpRequest _request;

    /// <summary>The view of the current request.</summary>
    public View(IHttpContextAccessor accessor, TimeProvider time)
    {
        var context = accessor.HttpContext ?? throw new InvalidOperationException("A page is drawn for a request; there is none.");
        _request = context.Request;
        Clock = ReaderClock.Of(context);
        Now = time.GetUtcNow();
        Time = TimeChoice.Read(_request.Query["from"], _request.Query["to"], Now, Clock);
        Environment = Value("environment");
    }

    /// <summary>The reader's clock.</summary>
    public ReaderClock Clock { get; }

    /// <summary>The moment of asking.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The chosen time range.</summary>
    public TimeChoice Time { get; }

    /// <summary>The chosen environment; <see langword="null"/> for all.</summary>
    public string? Environment { get; }

    /// <summary>What every question is limited to.</summary>
    public Query.Period Period => new(Time.Range, Environment);

    /// <summary>The path below which the console lives: empty, or begins with a slash.</summary>
    public string Root => _request.PathBase;

    /// <summary>The path of the page itself.</summary>
    public string Path => _request.Path;

    /// <summary>One value of the address; <see langword="null"/> when it is absent or empty.</summary>
    public string? Value(string key) => _request.Query[key] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A file that browsers load, such as <c>css/tokens.css</c>.</summary>
    public string Asset(string path) => $"{Root}/_content/Ashiato.Console/{path}";

    /// <summary>The address of another page, which keeps time range and environment.</summary>
    public string Link(string path, params (string Key, string? Value)[] values) =>
        Address(Root + path, Kept.Select(key => (key, Value(key))).Concat(values));

    /// <summary>The address of this page with other values; <see langword="null"/> takes one away.</summary>
    public string Here(params (string Key, string? Value)[] changes) => Address(Root + _request.Path.ToUriComponent(), Changed(changes));

    /// <summary>The address of this page for others: complete, with absolute times.</summary>
    public string Shared(bool hasPeriod)
    {
        (string, string?)[] times = hasPeriod
            ? [("from", ReaderClock.Iso(Time.Range.FromMicros)), ("to", ReaderClock.Iso(Time.Range.ToMicros))]
            : [("from", null), ("to", null)];
        return $"{_request.Scheme}://{_request.Host}{Here(times)}";
    }

    /// <summary>The values of this page that a form must carry on, without those it sets itself.</summary>
    public IEnumerable<(string Key, string Value)> CarriedOn(params string[] without) =>
        Changed(without.Select(key => (key, (string?)null))).Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => (pair.Key, pair.Value!));

    private IEnumerable<(string Key, string? Value)> Changed(IEnumerable<(string Key, string? Value)> changes)
    {
        var changed = changes.ToList();
        var kept = _request.Query
            .Where(pair => !Remembered.Contains(pair.Key) && !changed.Exists(change => change.Key == pair.Key))
            .Select(pair => (pair.Key, (string?)pair.Value));
        return kept.Concat(changed);
    }

    private static string Address(string path, IEnumerable<(string Key, string? Value)> values) =>
        QueryHelpers.AddQueryString(path, values.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Key, (StringValues)pair.Value)));
}
