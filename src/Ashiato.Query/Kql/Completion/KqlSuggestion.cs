namespace Ashiato.Query.Kql.Completion;

/// <summary>A way to go on with a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What to write, quoted and escaped as it must be.</param>
/// <param name="Replaces">Which part of the query it takes the place of; of length 0 when it is put between.</param>
public sealed record KqlSuggestion(KqlSuggestionKind Kind, string Text, KqlSpan Replaces);
