using System.Text.RegularExpressions;

namespace Ashiato.Query.Traces.Comparison;

/// <summary>What makes two calls equal although they are of different requests: numbers and ids inside them do not count.</summary>
internal static partial class CallKey
{
    /// <summary>The key of a row.</summary>
    public static string Of(Trace trace, int index)
    {
        var row = trace.Rows[index];
        if (row.Kind == TraceRowKind.Missing) return "missing";
        string service = row.Service >= 0 ? trace.Services[row.Service].Name : "";
        string what = row.Statement is { } statement ? Literals().Replace(statement, "?")
            : row is { Kind: TraceRowKind.Span, Url: { } url } ? $"{row.Method} {PathOf(url)}"
            : "";
        // The name of a call often repeats its address.
        string name = what.Length > 0 && row.Statement is null ? "" : row.Name;
        return $"{row.Kind}\0{service}\0{row.Type}\0{row.Subtype}\0{name}\0{what}";
    }

    /// <summary>A prepare and its query are the same statement, in two steps.</summary>
    public static bool IsPrepare(TraceRow row) => row.Action == "prepare";

    private static string PathOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return Ids().Replace(url.Split('?', '#')[0], "{}");
        return address.Authority + Ids().Replace(address.AbsolutePath, "{}");
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|(?<=\()\s*\?(?:\s*,\s*\?)+\s*(?=\))")]
    private static partial Regex Literals();

    // Between slashes: a number, or what is long and has digits.
    [GeneratedRegex(@"(?<=/)(?:\d+|(?=[^/]*\d)[0-9a-zA-Z_-]{16,})(?=/|\.|$)")]
    private static partial Regex Ids();
}
