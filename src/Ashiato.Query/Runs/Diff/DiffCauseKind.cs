namespace Ashiato.Query.Runs.Diff;

/// <summary>What made a difference.</summary>
public enum DiffCauseKind
{
    /// <summary>A call takes less time than before.</summary>
    CallFaster,

    /// <summary>A call takes more time than before.</summary>
    CallSlower,

    /// <summary>A request makes a call less often.</summary>
    FewerCalls,

    /// <summary>A request makes a call more often.</summary>
    MoreCalls,

    /// <summary>A call that was not made before.</summary>
    NewCall,

    /// <summary>A call that is not made any more.</summary>
    VanishedCall,

    /// <summary>What an endpoint does by itself takes less time.</summary>
    OwnTimeLess,

    /// <summary>What an endpoint does by itself takes more time.</summary>
    OwnTimeMore,

    /// <summary>More requests of an endpoint failed than would have before.</summary>
    MoreFailures,

    /// <summary>Fewer requests of an endpoint failed than would have before.</summary>
    FewerFailures,

    /// <summary>Something that could be mended has been.</summary>
    FindingGone,

    /// <summary>Something that can be mended was not there before.</summary>
    FindingNew,
}
