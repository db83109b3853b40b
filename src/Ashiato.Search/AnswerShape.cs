using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Search;

/// <summary>How a client wants any answer: which parts of it (<c>filter_path</c>), and laid out for people or not (<c>pretty</c>).</summary>
/// <remarks>
/// A path is names with dots between; <c>*</c> stands for any part of a name, <c>**</c> for any names. What a path leads to is kept as a whole. Paths
/// behind a <c>-</c> are left out. Lists are passed through: a path is one of each of their elements. Errors are told as a whole.
/// </remarks>
internal sealed class AnswerShape
{
    private const int MaxPaths = 100;
    private const string AnyNames = "**";

    private readonly List<Step> _kept = [];
    private readonly List<Step> _leftOut = [];
    private readonly bool _isPretty;

    /// <summary>Reads the parameters of a request.</summary>
    /// <param name="query">The parameters.</param>
    /// <param name="isError">True when the answer is an error.</param>
    /// <exception cref="SearchException">There are too many paths.</exception>
    public AnswerShape(IQueryCollection query, bool isError)
    {
        _isPretty = query.TryGetValue("pretty", out var pretty) && pretty.ToString() is "" or "true";
        if (isError) return;
        string[] paths = query["filter_path"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (paths.Length > MaxPaths) throw SearchException.Illegal($"[filter_path] has {paths.Length} paths; there can be {MaxPaths}.");
        foreach (string path in paths) (path[0] == '-' ? _leftOut : _kept).Add(new Step(path.TrimStart('-').Split('.'), 0));
    }

    /// <summary>True when answers are sent as they are.</summary>
    public bool IsPlain => !_isPretty && _kept.Count == 0 && _leftOut.Count == 0;

    /// <summary>Writes an answer in this shape.</summary>
    /// <param name="utf8">The answer.</param>
    /// <param name="target">Where to.</param>
    public void Write(ReadOnlySpan<byte> utf8, PooledBuffer target)
    {
        var answer = JsonNode.Parse(utf8, documentOptions: EventDocument.Reading)!;
        if (_leftOut.Count > 0) LeaveOut(answer, _leftOut);
        if (_kept.Count > 0) answer = Keep(answer, _kept) ?? new JsonObject();
        using (var writer = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = _isPretty })) answer.WriteTo(writer);
        if (_isPretty) target.Write("\n"u8);
    }

    private static JsonNode? Keep(JsonNode? node, List<Step> steps)
    {
        switch (node)
        {
            case JsonArray list:
                var elements = list.Select(element => Keep(element, steps)).Where(static element => element is not null).ToArray();
                return elements.Length == 0 ? null : new JsonArray(elements);
            case JsonObject members:
                var kept = new JsonObject();
                foreach (var (name, value) in members)
                {
                    var next = Follow(steps, name, out bool isWhole);
                    if (isWhole) kept[name] = value?.DeepClone();
                    else if (next.Count > 0 && Keep(value, next) is { } part) kept[name] = part;
                }
                return kept.Count == 0 ? null : kept;
            default:
                return null;
        }
    }

    private static void LeaveOut(JsonNode? node, List<Step> steps)
    {
        if (node is JsonArray list)
        {
            foreach (var element in list) LeaveOut(element, steps);
            return;
        }
        if (node is not JsonObject members) return;
        foreach (var (name, value) in members.ToList())
        {
            var next = Follow(steps, name, out bool isWhole);
            if (isWhole) members.Remove(name);
            else if (next.Count > 0) LeaveOut(value, next);
        }
    }

    /// <summary>Where paths are behind a name.</summary>
    /// <param name="steps">Where they are before it.</param>
    /// <param name="name">The name.</param>
    /// <param name="isWhole">True when one of them ends with it.</param>
    private static List<Step> Follow(List<Step> steps, string name, out bool isWhole)
    {
        var next = new List<Step>();
        isWhole = false;
        foreach (var step in steps)
        {
            int at = step.At;
            if (step.Path[at] == AnyNames)
            {
                // It may stand for this name and more of them, or for none.
                Add(step);
                while (at < step.Path.Length && step.Path[at] == AnyNames) at++;
                if (at == step.Path.Length) isWhole = true;
            }
            if (at == step.Path.Length || !NamePattern.Fits(name, step.Path[at])) continue;
            if (at + 1 == step.Path.Length) isWhole = true;
            else Add(step with { At = at + 1 });
        }
        return next;

        // Two ways to the same place are one.
        void Add(Step step)
        {
            if (!next.Contains(step)) next.Add(step);
        }
    }

    /// <summary>A path, and which of its names comes next.</summary>
    private readonly record struct Step(string[] Path, int At);
}
