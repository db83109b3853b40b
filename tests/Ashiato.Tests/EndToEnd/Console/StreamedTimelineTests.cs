using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>A timeline that the server streams behind its page comes to life whenever it comes, and never waits for ever.</summary>
[Collection(RecordedConsole.Name)]
public sealed class StreamedTimelineTests(RecordedConsole recorded)
{
    private const string Path = "/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request";

    /// <summary>Sends the timeline once more, as a stream does when its panel is drawn a second time; with the trace, or without.</summary>
    private const string StreamAgain = """
        withTrace => {
          const timeline = document.querySelector('.wf[data-url]');
          const page = new DOMParser().parseFromString(window.asSent, 'text/html');
          for (const template of page.querySelectorAll('template')) page.body.append(template.content);
          const sent = document.importNode(page.querySelector('.wf[data-url]'), true);
          if (!withTrace) sent.querySelector('script.wf-trace')?.remove();
          sent.classList.add('again');
          timeline.before(document.createComment('bl:again'));
          timeline.after(document.createComment('/bl:again'));
          const update = document.createElement('blazor-ssr'), template = document.createElement('template');
          template.setAttribute('blazor-component-id', 'again');
          template.content.append(sent);
          update.append(template);
          document.body.append(update);
          update.append(document.createElement('blazor-ssr-end'));
        }
        """;

    private const string KeepAsSent = "async () => { window.asSent = await (await fetch(location.href)).text(); }";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_takes_the_place_of_another_is_drawn(bool withTrace)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.OpenAsync(Path);
        await reader.Page.EvaluateAsync(KeepAsSent);

        await reader.Page.EvaluateAsync(StreamAgain, withTrace);

        var timeline = reader.Page.Locator(".wf.again");
        await Assertions.Expect(timeline).ToHaveAttributeAsync("aria-busy", "false");
        await Assertions.Expect(timeline.Locator(".wf-status")).ToBeHiddenAsync();
        await Assertions.Expect(timeline.GetByRole(AriaRole.Row).First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("en", "Try again")]
    [InlineData("ja", "もう一度")]
    public async Task One_whose_trace_does_not_come_says_so_and_is_asked_for_again(string language, string again)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.OpenAsync($"{Path}&lang={language}");
        await reader.Page.EvaluateAsync(KeepAsSent);
        await reader.Page.RouteAsync("**/columns", route => route.AbortAsync());

        await reader.Page.EvaluateAsync(StreamAgain, false);

        var timeline = reader.Page.Locator(".wf.again");
        await Assertions.Expect(timeline.Locator(".wf-status button")).ToHaveTextAsync(again);
        await Assertions.Expect(timeline).ToHaveAttributeAsync("aria-busy", "false");

        await reader.Page.UnrouteAllAsync();
        await timeline.Locator(".wf-status button").ClickAsync();

        await Assertions.Expect(timeline.GetByRole(AriaRole.Row).First).ToBeVisibleAsync();
        await Assertions.Expect(timeline).ToHaveAttributeAsync("aria-busy", "false");
    }
}
