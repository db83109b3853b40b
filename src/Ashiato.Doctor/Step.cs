namespace Ashiato.Doctor;

/// <summary>The steps that every delivery takes, in order.</summary>
public enum Step
{
    /// <summary>The client reaches the port, and both speak the same protocol.</summary>
    Connect,

    /// <summary>The client trusts the certificate.</summary>
    Trust,

    /// <summary>The client shows a token or key.</summary>
    Authorize,

    /// <summary>The client sends events.</summary>
    Send,

    /// <summary>The events are kept.</summary>
    Keep,

    /// <summary>All is done.</summary>
    Done,
}
