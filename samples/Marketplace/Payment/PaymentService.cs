using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Marketplace.Payment;

/// <summary>Somebody else's service: takes cards, gives tokens for them, and charges a token once.</summary>
internal static class PaymentService
{
    private const int MaxTokens = 100_000;
    private static readonly TimeSpan s_chargingTakes = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs it.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        var app = SampleHost.Create("payment", 5555, args).Build();
        var tokens = new ConcurrentDictionary<string, bool>();

        app.MapPost("card", (Card card) =>
        {
            if (card.CardNumber.Length != 8 || !card.CardNumber.All(char.IsAsciiHexDigit)) return Results.BadRequest(new { error = "A card's number has eight hex digits." });
            if (tokens.Count >= MaxTokens) tokens.Clear();
            string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            tokens[token] = true;
            return Results.Ok(new { token });
        });
        app.MapPost("token", async (Charge charge, CancellationToken cancel) =>
        {
            // A bank somewhere thinks about it.
            await Task.Delay(s_chargingTakes, cancel);
            return new { status = charge.Price <= 0 ? "fail" : tokens.TryRemove(charge.Token, out _) ? "ok" : "invalid" };
        });
        return SampleHost.RunAsync(app, "payment");
    }

    private sealed record Card(string CardNumber);

    private sealed record Charge(string Token, int Price);
}
