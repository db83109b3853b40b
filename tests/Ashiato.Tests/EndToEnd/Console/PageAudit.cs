using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>Looks pages over as WCAG 2.2 AA asks: with axe-core for all that can be computed of a page, and with a script of its own for what a reader does.</summary>
internal sealed partial class PageAudit
{
    private static readonly string Packages = Repository.Path("tests", "js");

    private readonly string _axe, _own;

    private PageAudit(string axe, string own) => (_axe, _own) = (axe, own);

    /// <summary>Gets the scripts.</summary>
    public static async Task<PageAudit> ReadAsync(CancellationToken cancel)
    {
        await NodePackages.InstallAsync(Packages);
        return new PageAudit(
            await File.ReadAllTextAsync(Path.Combine(Packages, "node_modules", "axe-core", "axe.min.js"), cancel),
            await File.ReadAllTextAsync(Repository.Path("tests", "Ashiato.Tests", "EndToEnd", "Console", "PageAudit.js"), cancel));
    }

    /// <summary>Everything, as sentences; empty when all is well.</summary>
    public async Task<IReadOnlyList<string>> LookOverAsync(IPage page) =>
        [.. await AxeAsync(page, "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"), .. await OwnAsync(page)];

    /// <summary>What another theme changes.</summary>
    public Task<IReadOnlyList<string>> ColoursAsync(IPage page) => AxeAsync(page, "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }");

    /// <summary>What another width changes.</summary>
    public async Task<IReadOnlyList<string>> WidthAsync(IPage page) =>
        [.. await AxeAsync(page, "{ runOnly: { type: 'rule', values: ['target-size', 'scrollable-region-focusable'] } }"), .. await OwnAsync(page)];

    private async Task<IReadOnlyList<string>> OwnAsync(IPage page) => Plain(await page.EvaluateAsync<string[]>(_own));

    private async Task<IReadOnlyList<string>> AxeAsync(IPage page, string options)
    {
        // As the browser's own, it stands outside of the page's content security policy.
        await page.EvaluateAsync(_axe);
        var found = await page.EvaluateAsync<JsonElement>($"async () => (await axe.run(document, {{ ...{options}, resultTypes: ['violations'] }})).violations.map(rule => ({{ rule: rule.id, nodes: rule.nodes.map(node => node.failureSummary.split('\\n').slice(1).join(' ').trim() + ': ' + node.html.slice(0, 300)) }}))");
        return Plain(found.EnumerateArray().SelectMany(rule => rule.GetProperty("nodes").EnumerateArray().Take(3).Select(node => $"{rule.GetProperty("rule").GetString()}: {node.GetString()}")));
    }

    /// <summary>Without addresses, what is wrong with many elements in the same way is one sentence.</summary>
    private static string[] Plain(IEnumerable<string> problems) => [.. problems.Select(problem => Address().Replace(problem, "")).Distinct()];

    [GeneratedRegex(" (href|title|aria-label|d|viewBox)=\"[^\"]*\"?")]
    private static partial Regex Address();
}
