namespace Ashiato.Query.Findings;

/// <summary>The findings that people have muted.</summary>
public interface IFindingMutes
{
    /// <summary>The mutes as they are now, those among them that have ended.</summary>
    ValueTask<IReadOnlyList<FindingMute>> ReadAsync(CancellationToken cancel);
}
