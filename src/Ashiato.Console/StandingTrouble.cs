namespace Ashiato.Console;

/// <summary>What keeps failing in the background, so that the log says it once and not every few seconds of a night.</summary>
internal sealed class StandingTrouble
{
    private string? _reason;

    /// <summary>True when this was not the reason of the last failure.</summary>
    public bool IsNew(string reason)
    {
        bool isNew = reason != _reason;
        _reason = reason;
        return isNew;
    }

    /// <summary>True when what failed before has just worked.</summary>
    public bool IsOver()
    {
        bool wasThere = _reason is not null;
        _reason = null;
        return wasThere;
    }
}
