using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketplace.Data;

namespace Marketplace.Load;

/// <summary>A user who looks around and buys from another one, again and again.</summary>
internal sealed class Shopper(Uri market, Uri payment, int number, Random random, Score score)
{
    private readonly HttpClient _buyer = Browser(market);
    private readonly HttpClient _seller = Browser(market);

    /// <summary>Shops until it is over, but so often at most. What has begun is brought to its end.</summary>
    public async Task ShopAsync(int rounds, CancellationToken over)
    {
        try
        {
            for (int round = 0; round < rounds && !over.IsCancellationRequested; round++)
            {
                // People come back later, and are asked who they are again.
                await LoginAsync(_buyer, number);
                await LoginAsync(_seller, (Schema.Users / 2) + number);
                await LookAroundAsync();
                await TradeAsync();
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException)
        {
            score.Fail(e.Message);
        }
        finally
        {
            _buyer.Dispose();
            _seller.Dispose();
        }
    }

    private async Task LookAroundAsync()
    {
        await GetAsync(_buyer, "new_items.json");
        await GetAsync(_buyer, $"new_items/{random.Next(1, 6) * 10}.json");
        await GetAsync(_buyer, $"items/{random.Next(1, 1_000)}.json");
        await GetAsync(_buyer, $"users/{random.Next(1, Schema.Users)}.json");
        await GetAsync(_seller, "users/transactions.json");
    }

    private async Task TradeAsync()
    {
        int price = random.Next(10, 50) * 10;
        var sold = await PostAsync(_seller, "sell", new { name = "a chair", description = "Comfortable.", price, category_id = (random.Next(1, 6) * 10) + random.Next(1, 6) });
        if (sold is null) return;
        long item = sold.Value.GetProperty("id").GetInt64();
        await PostAsync(_seller, "items/edit", new { item_id = item, item_price = price + 10 });
        var card = await PostAsync(_buyer, new Uri(payment, "card").ToString(), new { card_number = random.Next(0x10000000, int.MaxValue).ToString("X8", System.Globalization.CultureInfo.InvariantCulture) });
        if (card is null || await PostAsync(_buyer, "buy", new { item_id = item, token = card.Value.GetProperty("token").GetString() }) is null) return;
        if (await PostAsync(_seller, "ship", new { item_id = item }) is null) return;
        // The courier must have been there, and then at the buyer's.
        for (int i = 0; await PostAsync(_seller, "ship_done", new { item_id = item }, mayRefuse: true) is null; i++)
            if (i == 50 || !await PauseAsync()) return;
        for (int i = 0; await PostAsync(_buyer, "complete", new { item_id = item }, mayRefuse: true) is null; i++)
            if (i == 50 || !await PauseAsync()) return;
        score.Deal(price + 10);
    }

    private static async Task<bool> PauseAsync()
    {
        await Task.Delay(50);
        return true;
    }

    private async Task LoginAsync(HttpClient browser, int user) => await PostAsync(browser, "login", new { account_name = $"user-{user}", password = Schema.Password });

    private async Task GetAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));
        if (answer.IsSuccessStatusCode) score.Page();
        else score.Fail($"GET /{path} answered {(int)answer.StatusCode}.");
    }

    private async Task<JsonElement?> PostAsync(HttpClient browser, string path, object body, bool mayRefuse = false)
    {
        using var answer = await browser.PostAsJsonAsync(new Uri(path, UriKind.RelativeOrAbsolute), body);
        if (answer.IsSuccessStatusCode)
        {
            score.Page();
            return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        }
        if (!mayRefuse || answer.StatusCode != HttpStatusCode.Forbidden) score.Fail($"POST {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return null;
    }

    private static HttpClient Browser(Uri market) => new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), ActivityHeadersPropagator = null }) { BaseAddress = market };
}
