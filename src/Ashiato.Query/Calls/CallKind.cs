namespace Ashiato.Query.Calls;

/// <summary>What calls of one kind have in common.</summary>
/// <param name="Text"><c>span.fingerprint</c>: a statement without its literals, or the method, host and route of an HTTP call; of other spans, <c>span.name</c>.</param>
/// <param name="System"><c>span.subtype</c>: <c>mysql</c>, <c>redis</c>, <c>http</c>; <see langword="null"/> when not known.</param>
/// <param name="Scope">Which calls these are.</param>
public sealed record CallKind(string Text, string? System, CallScope Scope);
