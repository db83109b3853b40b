namespace Ashiato.Query.Findings;

/// <summary>What a finding says.</summary>
public enum FindingKind
{
    /// <summary>A request makes the same call again and again (N+1).</summary>
    CalledInLoop,

    /// <summary>Calls to other services wait for each other although they could run together.</summary>
    OneAfterTheOther,

    /// <summary>Requests wait: for a lock, for a connection.</summary>
    Waiting,

    /// <summary>A connection is opened in most requests.</summary>
    ConnectionEachTime,

    /// <summary>Statements are prepared anew for each call.</summary>
    PreparedEachTime,

    /// <summary>Answers are large.</summary>
    BigAnswers,

    /// <summary>Calls happen that no request tells of: the context was not passed on.</summary>
    MissingContext,

    /// <summary>The first requests took much longer than the others.</summary>
    SlowStart,

    /// <summary>One instance is much slower than the others.</summary>
    OneInstanceDiffers,

    /// <summary>Requests call other services while a transaction of the database holds what it has changed or locked.</summary>
    LockedWhileCalling,

    /// <summary>Requests spend nearly all of their time with something that no call tells of.</summary>
    OwnWork,
}
