using Ashiato.Agent;

namespace Marketplace.Market;

/// <summary>Buying, sending and receiving.</summary>
internal static class DealEndpoints
{
    private static readonly IResult s_stranger = Results.Json(new { error = "Sign in first." }, statusCode: StatusCodes.Status401Unauthorized);

    /// <summary>Maps them.</summary>
    public static void MapDeals(this WebApplication app)
    {
        app.MapPost("buy", async (Purchase purchase, HttpContext context, Sessions sessions, Deals deals, CancellationToken cancel) =>
        {
            if (sessions.UserOf(context) is not { } buyer) return s_stranger;
            Tracing.Label("item", purchase.ItemId);
            var (evidence, refusal) = await deals.BuyAsync(buyer, purchase.ItemId, purchase.Token, cancel);
            Tracing.Custom(refusal is null ? "evidence" : "refusal", refusal ?? (object?)evidence);
            return refusal is null ? Results.Ok(new { transaction_evidence_id = evidence }) : Results.Json(new { error = refusal }, statusCode: StatusCodes.Status403Forbidden);
        });
        Step("ship", (deliveries, user, item, cancel) => deliveries.ShipAsync(user, item, cancel));
        Step("ship_done", (deliveries, user, item, cancel) => deliveries.ShipDoneAsync(user, item, cancel));
        Step("complete", (deliveries, user, item, cancel) => deliveries.CompleteAsync(user, item, cancel));
        app.MapGet("users/transactions.json", async (HttpContext context, Sessions sessions, Deliveries deliveries, CancellationToken cancel) =>
            sessions.UserOf(context) is { } user ? Results.Ok(await deliveries.OfUserAsync(user, cancel)) : s_stranger);

        void Step(string path, Func<Deliveries, long, long, CancellationToken, Task<string?>> advance) =>
            app.MapPost(path, async (ItemOnly item, HttpContext context, Sessions sessions, Deliveries deliveries, CancellationToken cancel) =>
            {
                if (sessions.UserOf(context) is not { } user) return s_stranger;
                return await advance(deliveries, user, item.ItemId, cancel) is { } refusal ? Results.Json(new { error = refusal }, statusCode: StatusCodes.Status403Forbidden) : Results.Ok(new { item_id = item.ItemId });
            });
    }

    private sealed record Purchase(long ItemId, string Token);

    private sealed record ItemOnly(long ItemId);
}
