namespace Ashiato.Query.Calls;

/// <summary>What a span does for its kind of call.</summary>
internal enum CallStep
{
    /// <summary>The call itself.</summary>
    Call,

    /// <summary>It prepares the statement.</summary>
    Prepare,

    /// <summary>It opens a connection.</summary>
    Connect,
}
