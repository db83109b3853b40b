using System.Collections.Concurrent;

namespace Ashiato.Storage.Embedded;

/// <summary>What a person should know about the store at the moment, one sentence per subject. Thread-safe.</summary>
internal sealed class Problems
{
    /// <summary>What a problem is about.</summary>
    internal enum Subject
    {
        /// <summary>Batches cannot be written to the log.</summary>
        Log,

        /// <summary>Events cannot be written to segments.</summary>
        Flush,

        /// <summary>Segments cannot be merged or removed.</summary>
        Maintenance,

        /// <summary>The log was damaged when the store was opened.</summary>
        Recovery,

        /// <summary>The machine's clock leapt ahead.</summary>
        Clock,

        /// <summary>A deletion that was interrupted cannot be brought to its end.</summary>
        Deletion,
    }

    private readonly ConcurrentDictionary<Subject, string> _sentences = new();

    public IEnumerable<string> Sentences => _sentences.OrderBy(problem => problem.Key).Select(problem => problem.Value);

    public bool Has(Subject subject) => _sentences.ContainsKey(subject);

    /// <summary>The sentence about a subject, or <see langword="null"/> when all is well.</summary>
    public string? About(Subject subject) => _sentences.GetValueOrDefault(subject);

    /// <summary>States a problem.</summary>
    /// <returns><see langword="true"/> when there was none about the subject before.</returns>
    public bool Report(Subject subject, string sentence)
    {
        bool isNew = !_sentences.ContainsKey(subject);
        _sentences[subject] = sentence;
        return isNew;
    }

    /// <summary>Takes a problem back.</summary>
    /// <returns><see langword="true"/> when there was one.</returns>
    public bool Clear(Subject subject) => _sentences.TryRemove(subject, out _);
}
