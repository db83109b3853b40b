namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Records of a request that could not be taken, and why.</summary>
internal sealed class Rejections
{
    private readonly List<string> _reasons = [];

    /// <summary>How many spans, data points or log records.</summary>
    public long Count { get; private set; }

    /// <summary>Why, for the sender; empty when everything was taken.</summary>
    public string Message => string.Join("; ", _reasons);

    /// <summary>A record was not taken.</summary>
    /// <param name="reason">Why: one of a few fixed texts.</param>
    public void Add(string reason)
    {
        Count++;
        Warn(reason);
    }

    /// <summary>A record was taken, but not all of it.</summary>
    /// <param name="reason">What is missing: one of a few fixed texts.</param>
    public void Warn(string reason)
    {
        if (!_reasons.Contains(reason)) _reasons.Add(reason);
    }

    /// <summary>A new request begins.</summary>
    public void Clear()
    {
        Count = 0;
        _reasons.Clear();
    }
}
