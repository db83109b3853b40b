using Ashiato.Console.Charts;
using Ashiato.Console.Tables;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Console.Tests.Tables;

public sealed class ComponentsTests
{
    [Fact]
    public async Task A_share_is_a_bar_beside_the_largest_row_and_its_own_figure()
    {
        string html = await RenderAsync<ShareBar>(new() { [nameof(ShareBar.Share)] = 0.25, [nameof(ShareBar.Largest)] = 0.5 });

        Assert.Contains("width=\"50%\"", html, StringComparison.Ordinal);
        Assert.Contains(">25%<", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_of_nothing_draws_no_bar()
    {
        string html = await RenderAsync<ShareBar>(new() { [nameof(ShareBar.Share)] = 0.0, [nameof(ShareBar.Largest)] = 0.0 });

        Assert.Contains("width=\"0%\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_result_is_marked_and_named_even_when_the_agent_sent_none()
    {
        string html = await RenderAsync<ResultBadge>(new() { [nameof(ResultBadge.Result)] = null, [nameof(ResultBadge.IsFailed)] = true });

        Assert.Contains("badge fail", html, StringComparison.Ordinal);
        Assert.Contains("Failed", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_success_without_a_result_needs_no_badge() =>
        Assert.Equal("", (await RenderAsync<ResultBadge>(new() { [nameof(ResultBadge.Result)] = null, [nameof(ResultBadge.IsFailed)] = false })).Trim());

    [Fact]
    public async Task The_unit_of_a_duration_is_set_apart_from_its_digits() =>
        Assert.Contains("351<span class=\"unit\">", await RenderAsync<Duration>(new() { [nameof(Duration.Micros)] = 351_000.0 }), StringComparison.Ordinal);

    [Fact]
    public async Task A_sparkline_is_a_picture_of_its_values() =>
        Assert.Contains(Sparkline.Line([1, 3]), await RenderAsync<SparkChart>(new() { [nameof(SparkChart.Values)] = new double?[] { 1, 3 } }), StringComparison.Ordinal);

    private static async Task<string> RenderAsync<T>(Dictionary<string, object?> parameters) where T : IComponent
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
