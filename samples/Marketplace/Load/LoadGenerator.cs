using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Marketplace.Data;

namespace Marketplace.Load;

/// <summary>Visits the marketplace like a small benchmark: sells, buys, ships and receives, and prints what was earned.</summary>
internal static class LoadGenerator
{
    /// <summary>Runs it: <c>--url</c>, <c>--seconds</c> (default 30), <c>--users</c> (default 4), <c>--rounds</c> (for each of them; default as many as fit), <c>--seed</c>, <c>--mend</c>, <c>--initialize false</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        var market = new Uri(settings["url"] ?? "http://127.0.0.1:8000");
        int seconds = Number("seconds", 30), rounds = Number("rounds", int.MaxValue), users = Math.Clamp(Number("users", 4), 1, Schema.Users / 2), seed = Number("seed", 1);
        using var client = new HttpClient { BaseAddress = market };
        try
        {
            if (settings["initialize"] is not "false") (await client.PostAsJsonAsync("initialize", new { mend = settings["mend"] })).EnsureSuccessStatusCode();
            using var places = JsonDocument.Parse(await client.GetStringAsync(new Uri("settings", UriKind.Relative)));
            var payment = new Uri(places.RootElement.GetProperty("payment_service_url").GetString()!);
            var score = new Score();
            using var over = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            await Task.WhenAll(Enumerable.Range(1, users).Select(user => new Shopper(market, payment, user, new Random(seed * 1_000 + user), score).ShopAsync(rounds, over.Token)));
            Console.WriteLine(score.ToString());
            return score.Failed > 0 ? 1 : 0;
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"marketplace load: {market} cannot be visited: {e.Message}");
            return 1;
        }

        int Number(string name, int otherwise) => int.TryParse(settings[name], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
    }
}
