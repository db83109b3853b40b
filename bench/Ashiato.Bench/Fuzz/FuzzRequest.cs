namespace Ashiato.Bench.Fuzz;

/// <summary>A request to one of the servers, as it would come over a connection.</summary>
internal sealed record FuzzRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, as it is after its escapes are resolved.</summary>
    public required string Path { get; init; }

    /// <summary>With its question mark; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>True for a call over HTTP/2.</summary>
    public bool IsCall { get; init; }

    /// <summary>After how many bytes of the body the sender goes away; <see langword="null"/> when it stays.</summary>
    public int? LeavesAfter { get; init; }
}

/// <summary>What became of a request.</summary>
/// <param name="Status">The status of HTTP; 0 when nobody was there any more to be answered.</param>
/// <param name="CallMessage">Why a call failed, when it did.</param>
internal readonly record struct FuzzAnswer(int Status, string CallMessage);
