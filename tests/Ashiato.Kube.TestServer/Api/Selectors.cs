using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>Which objects a request selects.</summary>
internal static class Selectors
{
    /// <summary>A test for objects.</summary>
    /// <param name="labels">A label selector, or empty.</param>
    /// <param name="fields">A field selector, or empty.</param>
    public static Func<JsonObject, bool> Of(string labels, string fields)
    {
        var tests = SplitLabels(labels).Select(Label).Concat(fields.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Field)).ToList();
        return item => tests.TrueForAll(test => test(item));
    }

    /// <summary>A test for labels, as workloads and budgets have it.</summary>
    public static bool Matches(JsonObject? selector, JsonObject item)
    {
        if (selector is null) return false;
        if (selector.ContainsKey("matchExpressions")) throw ApiError.NotImitated("matchExpressions");
        return MatchesLabels(selector.ObjectAt("matchLabels"), item);
    }

    /// <summary>True when an object has all of the labels; no labels select nothing.</summary>
    public static bool MatchesLabels(JsonObject? labels, JsonObject item) =>
        labels is { Count: > 0 } && labels.All(label => item.Label(label.Key) == label.Value?.GetValue<string>());

    private static IEnumerable<string> SplitLabels(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '(') depth++;
            if (i < text.Length && text[i] == ')') depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0)) continue;
            if (i > start) yield return text[start..i].Trim();
            start = i + 1;
        }
    }

    private static Func<JsonObject, bool> Label(string term)
    {
        foreach (string operation in (string[])["!=", "==", "="])
        {
            int at = term.IndexOf(operation, StringComparison.Ordinal);
            if (at <= 0) continue;
            string name = term[..at].Trim(), value = term[(at + operation.Length)..].Trim();
            return operation == "!=" ? item => item.Label(name) != value : item => item.Label(name) == value;
        }
        string[] words = term.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words is [var key, "in" or "notin", ['(', .. var list, ')']])
        {
            var values = list.Split(',', StringSplitOptions.TrimEntries).ToHashSet();
            bool isIn = words[1] == "in";
            return item => values.Contains(item.Label(key) ?? "\0") == isIn;
        }
        if (words is [['!', .. var absent]]) return item => item.Label(absent) is null;
        if (words is [var present]) return item => item.Label(present) is not null;
        throw ApiError.BadRequest($"unable to parse requirement: {term}");
    }

    private static Func<JsonObject, bool> Field(string term)
    {
        bool isNot = term.Contains("!=", StringComparison.Ordinal);
        string[] halves = term.Split(isNot ? "!=" : "=", 2);
        string[] path = halves[0].Split('.');
        string value = halves[1].TrimStart('=');
        return item => ((item.At(path)?.ToString() ?? "") == value) != isNot;
    }
}
