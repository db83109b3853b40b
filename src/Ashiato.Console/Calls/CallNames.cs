using Ashiato.Console.Frame;
using Ashiato.Query.Calls;

namespace Ashiato.Console.Calls;

/// <summary>Kinds of calls in words and in addresses.</summary>
internal static class CallNames
{
    /// <summary>Address keys of the call that is looked at.</summary>
    public const string Text = "call", System = "system";

    /// <summary>What a request does more often than this is worth a look.</summary>
    public const double Many = 8;

    /// <summary>What the calls of a scope are called.</summary>
    public static string Title(CallScope scope) => scope switch
    {
        CallScope.Database => Texts.Statements,
        CallScope.External => Texts.ExternalCalls,
        _ => Texts.OtherSpans,
    };

    /// <summary>What one call of a scope is called.</summary>
    public static string One(CallScope scope) => scope switch
    {
        CallScope.Database => Texts.Statement,
        CallScope.External => Texts.Call,
        _ => Texts.Span,
    };

    /// <summary>A scope in an address; the usual one is not written.</summary>
    public static string? Key(CallScope scope) => scope switch
    {
        CallScope.Database => null,
        CallScope.External => "external",
        _ => "other",
    };

    /// <summary>The scope that an address asks for.</summary>
    public static CallScope ReadScope(string? key) => key switch
    {
        "external" => CallScope.External,
        "other" => CallScope.Other,
        _ => CallScope.Database,
    };

    /// <summary>The page on which a call stands open.</summary>
    public static string Link(View view, CallKind kind, string? service) => view.Link(PageOf(service), ValuesOf(kind)) + "#call";

    /// <summary>The same, at a time that the call lies in.</summary>
    public static string Link(View view, CallKind kind, string? service, long atMicros) => view.LinkAround(atMicros, PageOf(service), ValuesOf(kind)) + "#call";

    private static string PageOf(string? service) => service is null ? "/statements" : Pages.Service(service) + "/statements";

    private static (string Key, string? Value)[] ValuesOf(CallKind kind) => [("scope", Key(kind.Scope)), (Text, kind.Text), (System, kind.System)];

    /// <summary>How a number of calls in a request is written: whole from 10 on.</summary>
    public static string PerRequest(double? calls) => calls switch
    {
        null => Formatting.Figures.Missing,
        >= 9.95 and var many => Formatting.Figures.Count((long)Math.Round(many)),
        var few => few.Value.ToString("0.0", global::System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The same within a sentence, where nothing stands below it whose digits it would have to match: "2 calls", not "2.0 calls".</summary>
    public static string PerRequestInWords(double? calls) =>
        calls is { } number && Math.Abs(number - Math.Round(number)) < 0.05 ? Formatting.Figures.Count((long)Math.Round(number)) : PerRequest(calls);
}
