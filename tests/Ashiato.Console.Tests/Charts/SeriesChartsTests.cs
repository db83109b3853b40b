using Ashiato.Console.Tests.Frame;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Charts;

public sealed class SeriesChartsTests
{
    [Theory]
    [InlineData("en", "Nothing failed in this time range.")]
    [InlineData("ja", "この範囲に失敗はありません。")]
    public async Task Where_nothing_failed_a_sentence_stands_instead_of_an_empty_chart(string language, string sentence)
    {
        await using var sound = await PageServer.StartAsync(new SampleEvents().Transaction(takes: 5_000));
        await using var failing = await PageServer.StartAsync(PageServer.Shop);
        string path = $"/services/shop/transactions?name=GET%20%2Forders&type=request&{PageServer.Range}&lang={language}";

        Assert.DoesNotContain(sentence, await failing.GetAsync(path), StringComparison.Ordinal);
        Assert.Contains(sentence, await sound.GetAsync(path.Replace("GET%20%2Forders", Uri.EscapeDataString(SampleName), StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private const string SampleName = "GET /";
}
