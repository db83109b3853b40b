using System.Text.Json;

namespace Ashiato.Console.Errors;

/// <summary>Frames that follow one another: library frames as many as there are, of the application's own one each.</summary>
/// <param name="IsLibrary">True for library frames.</param>
/// <param name="Frames">The frames.</param>
public sealed record FrameGroup(bool IsLibrary, IReadOnlyList<StackFrame> Frames)
{
    /// <summary>Groups the frames of a stack trace. Where all are of libraries, none is folded away.</summary>
    internal static IReadOnlyList<FrameGroup> Of(IEnumerable<JsonElement> frames)
    {
        var groups = new List<FrameGroup>();
        var library = new List<StackFrame>();
        foreach (var frame in frames.Select(StackFrame.Read))
        {
            if (frame.IsLibrary)
            {
                library.Add(frame);
                continue;
            }
            Close();
            groups.Add(new FrameGroup(false, [frame]));
        }
        Close();
        return groups is [{ IsLibrary: true } only] ? [.. only.Frames.Select(frame => new FrameGroup(false, [frame]))] : groups;

        void Close()
        {
            if (library.Count == 0) return;
            groups.Add(new FrameGroup(true, [.. library]));
            library.Clear();
        }
    }
}
