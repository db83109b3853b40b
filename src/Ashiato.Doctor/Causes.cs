namespace Ashiato.Doctor;

/// <summary>What causes have in common.</summary>
public static class Causes
{
    /// <summary>True for what is found in events that arrived: their service has to be mended, and not its way here.</summary>
    public static bool IsOfDelivered(this Cause cause) => cause is Cause.ClockOff or Cause.NothingSampled or Cause.EventsTooOld;
}
