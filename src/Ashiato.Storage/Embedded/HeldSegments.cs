using Ashiato.Storage.Embedded.Segments;

namespace Ashiato.Storage.Embedded;

/// <summary>Segments that stay open until they are let go of.</summary>
internal sealed class HeldSegments : IDisposable
{
    /// <param name="segments">Segments that were live a moment ago.</param>
    public HeldSegments(params IEnumerable<Segment> segments) => Segments = [.. segments.Where(static segment => segment.TryAcquire())];

    /// <summary>Those that are still open. Who asks a question may have found others damaged and set them aside.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    public void Dispose()
    {
        foreach (var segment in Segments) segment.Release();
    }
}
