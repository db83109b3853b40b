namespace Ashiato.Doctor;

/// <summary>One attempt to deliver, as a server saw it.</summary>
/// <param name="Cause">What became of it.</param>
/// <param name="Client">Where it came from; empty when that is not known.</param>
/// <param name="Port">At which port it arrived.</param>
public readonly record struct Attempt(Cause Cause, string Client, int Port)
{
    /// <summary>What was spoken, such as <c>HTTP/1.1</c> or <c>TLS 1.2</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>What the client calls itself.</summary>
    public string? UserAgent { get; init; }

    /// <summary><c>service.name</c>, where it was said.</summary>
    public string? Service { get; init; }

    /// <summary>The name or address that was dialled.</summary>
    public string? Dialled { get; init; }

    /// <summary>What was seen exactly: an alert, a path, the first reason. No secret.</summary>
    public string? Detail { get; init; }

    /// <summary>True when the client itself said why, rather than left without a word.</summary>
    public bool IsSaid { get; init; }

    /// <summary>For how many it stands: events of <see cref="Cause.Delivered"/>, else attempts. 0 counts as one.</summary>
    public long Count { get; init; }
}
