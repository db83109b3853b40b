using System.Collections.Concurrent;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>Tells by events what is left out of an object, once: what it is read from is looked at often.</summary>
internal sealed class Tidings(OperatorParts parts)
{
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, string> _told = new();

    /// <summary>Tells what is new.</summary>
    public void Tell(StackObject item, IReadOnlyList<string> troubles)
    {
        string all = string.Join('\n', troubles);
        string before = _told.GetValueOrDefault(item.Source.Uid, "");
        if (all == before) return;
        _told[item.Source.Uid] = all;
        string[] known = before.Split('\n');
        foreach (string trouble in troubles.Where(trouble => !known.Contains(trouble)).Take(Most)) parts.Events.Warning(item.Source, "FieldIgnored", trouble);
    }
}
