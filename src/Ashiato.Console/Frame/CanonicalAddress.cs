using Ashiato.Console.Formatting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Ashiato.Console.Frame;

/// <summary>Leads from addresses that forms make to those that pages use: one state, one address.</summary>
internal sealed class CanonicalAddress(RequestDelegate next, TimeProvider time)
{
    private const string CompareFrom = "compareFrom", CompareTo = "compareTo";
    private const int TraceIdLength = 32;

    /// <summary>The middleware.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (Better(context) is not { } address) return next(context);
        context.Response.Redirect(address);
        return Task.CompletedTask;
    }

    private string? Better(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Path.StartsWithSegments("/api")) return null;
        if (request.Query[View.QueryKey] is [{ } query, ..] && IsTraceId(query.AsSpan().Trim())) return request.PathBase + Pages.Trace(query.Trim());
        if (!request.Query.ContainsKey(CompareFrom)) return null;

        // The two moments of a form are on the reader's clock; an address names them in UTC, so that it means the same to everybody.
        var chosen = TimeChoice.Read(request.Query[CompareFrom], request.Query[CompareTo], time.GetUtcNow(), ReaderClock.Of(context)).Range;
        var kept = request.Query.Where(pair => pair.Key is not (CompareFrom or CompareTo or Comparison.Key));
        return QueryHelpers.AddQueryString(
            request.PathBase + request.Path.ToUriComponent(),
            kept.Append(new(Comparison.Key, Comparison.Range(chosen.FromMicros, chosen.ToMicros))));
    }

    private static bool IsTraceId(ReadOnlySpan<char> text)
    {
        if (text.Length != TraceIdLength) return false;
        foreach (char c in text) if (!char.IsAsciiHexDigit(c)) return false;
        return true;
    }
}
