using System.Text;
using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>How many events there are of each service. Not thread-safe.</summary>
/// <remarks>A list that is searched from its begin: the events of a trace are of a few services.</remarks>
internal sealed class ServiceCounts
{
    private readonly List<(byte[] Service, int Events)> _counts = new(1);

    /// <summary>Counts an event.</summary>
    public void Add(EventRow row)
    {
        var service = row.Utf8(Fields.ServiceName);
        for (int i = 0; i < _counts.Count; i++)
        {
            if (!service.SequenceEqual(_counts[i].Service)) continue;
            _counts[i] = (_counts[i].Service, _counts[i].Events + 1);
            return;
        }
        _counts.Add((service.ToArray(), 1));
    }

    /// <summary>All of them.</summary>
    public int Total => _counts.Sum(static count => count.Events);

    /// <summary>Says each service and the number of its events.</summary>
    public void Tell(Action<string, int> hear)
    {
        foreach (var (service, events) in _counts) hear(Encoding.UTF8.GetString(service), events);
    }
}
