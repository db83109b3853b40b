using System.Text.RegularExpressions;
using Ashiato.Storage;

namespace Ashiato.Query.Routes;

/// <summary>Which names differ only in values, so that a rule should bring them together?</summary>
/// <remarks>
/// A part of a path is a value when it looks like one (a number, a UUID, a long hexadecimal text), or when it takes more than
/// <see cref="ManyValues"/> different texts in a place where everything else is the same.
/// </remarks>
internal sealed partial class RouteSuggestionsQuestion(IEventStore store)
{
    private const int MaxExamples = 3, MaxSuggestions = 30;

    /// <summary>As many words in one place are values: an API has fewer names than that side by side.</summary>
    private const int ManyValues = 30;

    /// <summary>Suggestions beside the rules there are; most transactions first.</summary>
    public async Task<IReadOnlyList<RouteSuggestion>> AskAsync(RouteRuleSet rules, Period period, CancellationToken cancel)
    {
        var names = (await RouteNames.AskAsync(store, null, period, cancel)).Where(name => rules.GroupOf(name.Service, name.Name) == name.Name && !name.Name.Contains('{', StringComparison.Ordinal));
        return [.. names.GroupBy(name => name.Service).SelectMany(Suggest).OrderByDescending(suggestion => suggestion.TransactionCount).Take(MaxSuggestions)];
    }

    private static IEnumerable<RouteSuggestion> Suggest(IGrouping<string, (string Service, string Name, long Count)> names)
    {
        var paths = names.Select(name => (Parts: Templated(RoutePattern.Parts(name.Name).Path), name.Name, name.Count)).Where(path => path.Parts.Length > 1).ToList();
        Widen(paths.ConvertAll(path => path.Parts));
        return paths
            .GroupBy(path => string.Join('/', path.Parts))
            .Where(template => template.Key.Contains('{', StringComparison.Ordinal) && template.Select(path => path.Name).Distinct().Skip(1).Any())
            .Select(template => new RouteSuggestion(
                names.Key, template.Key, [.. template.Select(path => path.Name).Distinct().Take(MaxExamples)], template.Select(path => path.Name).Distinct().Count(), template.Sum(path => path.Count)));
    }

    /// <summary>A name with holes where values seem to stand: <c>GET /items/{id}.json</c>.</summary>
    public static string TemplateOf(string name)
    {
        var (method, path) = RoutePattern.Parts(name);
        return method + string.Join('/', Templated(path));
    }

    private static string[] Templated(string path)
    {
        string[] parts = path.Split('/');
        for (int i = 0; i < parts.Length; i++)
            if (LooksLikeValue.Match(parts[i]) is { Success: true } value) parts[i] = "{id}" + value.Groups["rest"].Value;
        return parts;
    }

    /// <summary>Puts a hole where very many words stand in the same place.</summary>
    private static void Widen(List<string[]> paths)
    {
        for (int at = 1; at < paths.Select(path => path.Length).DefaultIfEmpty().Max(); at++)
        {
            foreach (var alike in paths.Where(path => path.Length > at).GroupBy(path => (path.Length, string.Join('/', path[..at]), string.Join('/', path[(at + 1)..]))))
            {
                if (alike.Select(path => path[at]).Distinct().Count() <= ManyValues) continue;
                foreach (string[] path in alike) path[at] = "{name}";
            }
        }
    }

    [GeneratedRegex(@"\A(?:\d+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(?=[a-f]*\d)[0-9a-fA-F]{12,})(?<rest>\.[A-Za-z0-9]{1,5})?\z")]
    private static partial Regex LooksLikeValue { get; }
}
