using Ashiato.Model;

namespace Ashiato.Query.Kql.Completion;

/// <summary>Knows what there is to ask for.</summary>
public interface IKqlSource
{
    /// <summary>The fields that events have, or may have.</summary>
    ValueTask<IReadOnlyList<Field>> FieldsAsync(CancellationToken cancel);

    /// <summary>Values of a field that begin with a text in either letter case, the most frequent first.</summary>
    /// <param name="field">The field.</param>
    /// <param name="start">What they begin with; empty for all.</param>
    /// <param name="limit">The most values to return.</param>
    /// <param name="cancel">Ends the work.</param>
    ValueTask<IReadOnlyList<string>> ValuesAsync(Field field, string start, int limit, CancellationToken cancel);
}
