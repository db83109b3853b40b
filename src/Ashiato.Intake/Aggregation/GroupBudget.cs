namespace Ashiato.Intake.Aggregation;

/// <summary>How many groups of one metric there may still be in an interval.</summary>
/// <param name="max">In all services together.</param>
internal sealed class GroupBudget(int max)
{
    /// <summary>One service may have a tenth of all.</summary>
    private const int Share = 10;

    private readonly int _maxOfService = Math.Max(1, max / Share);
    private int _used;

    /// <summary>Takes room for one more group of a service.</summary>
    /// <param name="ofService">How many the service has.</param>
    public bool TryTake(int ofService)
    {
        if (_used >= max || ofService >= _maxOfService) return false;
        _used++;
        return true;
    }
}
