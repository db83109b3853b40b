using System.Globalization;
using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>Pages that a browser draws before their link is followed.</summary>
[Collection(RecordedConsole.Name)]
public sealed partial class DrawnAheadTests(RecordedConsole recorded)
{
    /// <summary>The paths and queries of the page's links that its rules name. The browser's own patterns judge; of the conditions, those are read that the rules use.</summary>
    private const string LinksAhead = """
        async () => {
          const page = await fetch(location.href), address = JSON.parse(page.headers.get('speculation-rules'));
          const { where } = (await (await fetch(address)).json()).prerender[0];
          const holds = (condition, link) => {
            if (condition.and) return condition.and.every(part => holds(part, link));
            if (condition.not) return !holds(condition.not, link);
            if (condition.selector_matches) return link.matches(condition.selector_matches);
            return [condition.href_matches].flat().some(pattern => new URLPattern(pattern, location.href).test(link.href));
          };
          return [...document.links].filter(link => holds(where, link)).map(link => link.href.slice(location.origin.length));
        }
        """;

    [Theory]
    [InlineData("/services", "/services/isucari")]
    [InlineData("/services/isucari", "/services/isucari/transactions")]
    [InlineData("/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request", "/services/isucari/transactions")]
    [InlineData("/runs", "/services")]
    [InlineData("/doctor", "/services")]
    [InlineData("/settings/about", "/services")]
    public async Task Links_to_pages_may_be_drawn_ahead_and_those_that_do_more_than_show_are_not(string path, string shown)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.OpenAsync(path);

        string[] ahead = await reader.Page.EvaluateAsync<string[]>(LinksAhead);

        Assert.Contains(ahead, link => link.Split('?')[0] == shown);
        Assert.DoesNotContain(ahead, link => Choice.IsMatch(link) || link.StartsWith("/settings", StringComparison.Ordinal) || link.Contains("/statements", StringComparison.Ordinal) || link.StartsWith("/api/", StringComparison.Ordinal) || link.Contains(".html", StringComparison.Ordinal));
        Assert.NotEqual(0, await reader.Page.Locator("a[href*='theme=dark']").CountAsync());
        Assert.Empty(reader.Errors);
    }

    // Playwright's way to drive a browser turns drawing ahead off; the project's own command lets it be.
    [Fact]
    public async Task A_page_is_drawn_while_the_pointer_rests_on_its_link()
    {
        _ = Tool.Chromium;
        string output = await BenchProgram.RunAsync("pages", "--events", "20000", "--times", "5", "--warmings", "1", "--program", BenchProgram.Ashiato);

        foreach (string page in (string[])["services", "service", "transaction", "trace"])
        {
            var row = Assert.Single(Clicked.Matches(output), row => row.Groups["page"].Value == page);
            // A pause of the machine may be longer than the pointer rests.
            Assert.InRange(int.Parse(row.Groups["ahead"].Value, CultureInfo.InvariantCulture), 1, 5);
        }
    }

    [GeneratedRegex(@"[?&](lang|theme|density|clock)=")]
    private static partial Regex Choice { get; }

    [GeneratedRegex(@"\| (?<page>\w+): complete after a click, (?<ahead>\d+) of 5 drawn ahead")]
    private static partial Regex Clicked { get; }
}
