using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ashiato.Agent.Otlp;

/// <summary>The sources of activities, numbered, each as it is named in a request. Thread-safe.</summary>
/// <param name="attributes">Writes what a source says about itself.</param>
internal sealed class Scopes(AttributeEncoder attributes)
{
    /// <summary>An application that makes sources without end gets no names for those beyond this many.</summary>
    private const int Capacity = 1_024;
    private const int Nameless = 0;

    private readonly ConcurrentDictionary<ActivitySource, int> _numbers = new();
    private readonly object _turn = new();
    private volatile byte[][] _written = [[]];

    /// <summary>How many there are.</summary>
    public int Count => _written.Length;

    /// <summary>A source's number.</summary>
    public int NumberOf(ActivitySource source) => _numbers.TryGetValue(source, out int number) ? number : Add(source);

    /// <summary>The beginning of a message ScopeSpans: which source it is, if it has a name.</summary>
    public ReadOnlySpan<byte> HeadOf(int number) => _written[number];

    private int Add(ActivitySource source)
    {
        lock (_turn)
        {
            if (_numbers.TryGetValue(source, out int known)) return known;
            if (_written.Length >= Capacity) return Nameless;
            _written = [.. _written, HeadOf(source)];
            return _numbers[source] = _written.Length - 1;
        }
    }

    private byte[] HeadOf(ActivitySource source)
    {
        var head = new ProtoWriter();
        var scope = head.Begin(Tags.Group.Head);
        head.Text(Tags.Group.ScopeName, attributes.Bounded(source.Name));
        if (source.Version is { Length: > 0 } version) head.Text(Tags.Group.ScopeVersion, attributes.Bounded(version));
        foreach (var (name, value) in source.Tags ?? [])
            if (value is not null) attributes.Write(head, Tags.Group.ScopeAttributes, name, value);
        head.End(scope);
        return head.Written.ToArray();
    }
}
