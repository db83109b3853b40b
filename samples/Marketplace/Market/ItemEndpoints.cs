using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>Looking at items, and selling them.</summary>
internal static class ItemEndpoints
{
    private const int LeastPrice = 100;
    private const int HighestPrice = 1_000_000;
    private static readonly IResult s_stranger = Results.Json(new { error = "Sign in first." }, statusCode: StatusCodes.Status401Unauthorized);

    /// <summary>Maps them.</summary>
    public static void MapItems(this WebApplication app)
    {
        app.MapGet("new_items.json", (ItemStore items, long? itemId, long? createdAt, CancellationToken cancel) => NewestAsync(items, null, itemId, createdAt, cancel));
        app.MapGet("new_items/{category:long}.json", (ItemStore items, long category, long? itemId, long? createdAt, CancellationToken cancel) => NewestAsync(items, category, itemId, createdAt, cancel));
        app.MapGet("items/{id:long}.json", ItemAsync);
        app.MapPost("sell", SellAsync);
        app.MapPost("items/edit", EditAsync);
        app.MapPost("bump", BumpAsync);
    }

    private static async Task<IResult> NewestAsync(ItemStore items, long? category, long? itemId, long? createdAt, CancellationToken cancel)
    {
        var (newest, hasNext) = await items.NewestAsync(category, createdAt is { } at && itemId is { } id ? (at, id) : null, cancel);
        return Results.Ok(new { root_category_id = category, has_next = hasNext, items = newest });
    }

    private static async Task<IResult> ItemAsync(long id, Database database, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        if (await connection.FindAsync($"SELECT {ItemStore.Columns} FROM items WHERE id = @id", ItemStore.ReadItem, cancel, ("@id", id)) is not { } item) return Results.NotFound(new { error = "There is no such item." });
        return Results.Ok(new { item, category = await ItemStore.CategoryAsync(connection, item.CategoryId, cancel), seller = await ItemStore.UserAsync(connection, item.SellerId, cancel) });
    }

    private static async Task<IResult> SellAsync(Offer offer, HttpContext context, Database database, Sessions sessions, CancellationToken cancel)
    {
        if (sessions.UserOf(context) is not { } seller) return s_stranger;
        if (offer.Price is < LeastPrice or > HighestPrice) return Results.BadRequest(new { error = $"A price is between {LeastPrice} and {HighestPrice}." });
        await using var connection = await database.ConnectAsync(cancel);
        if (await ItemStore.CategoryAsync(connection, offer.CategoryId, cancel) is not { ParentId: > 0 }) return Results.BadRequest(new { error = "There is no such category." });
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        long id = await connection.InsertAsync(ItemStore.InsertItem, cancel, ("@seller", seller), ("@name", offer.Name), ("@price", offer.Price), ("@description", offer.Description), ("@category", offer.CategoryId), ("@now", Now));
        await connection.ExecuteAsync("UPDATE users SET num_sell_items = num_sell_items + 1 WHERE id = @id", cancel, ("@id", seller));
        await transaction.CommitAsync(cancel);
        return Results.Ok(new { id });
    }

    private static async Task<IResult> EditAsync(Edit edit, HttpContext context, Database database, Sessions sessions, CancellationToken cancel)
    {
        if (sessions.UserOf(context) is not { } seller) return s_stranger;
        if (edit.ItemPrice is < LeastPrice or > HighestPrice) return Results.BadRequest(new { error = $"A price is between {LeastPrice} and {HighestPrice}." });
        int changed = await database.ExecuteAsync("UPDATE items SET price = @price WHERE id = @id AND seller_id = @seller AND status = 'on_sale'", cancel, ("@price", edit.ItemPrice), ("@id", edit.ItemId), ("@seller", seller));
        return changed == 1 ? Results.Ok(new { item_id = edit.ItemId, item_price = edit.ItemPrice }) : Results.Json(new { error = "Only an item of your own that is on sale can be changed." }, statusCode: StatusCodes.Status403Forbidden);
    }

    /// <summary>Brings an item to the top of the list again; each user may do so every three seconds.</summary>
    private static async Task<IResult> BumpAsync(Bump bump, HttpContext context, Database database, Sessions sessions, CancellationToken cancel)
    {
        const int EverySeconds = 3;
        if (sessions.UserOf(context) is not { } seller) return s_stranger;
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        long now = Now;
        int allowed = await connection.ExecuteAsync("UPDATE users SET last_bump = @now WHERE id = @id AND last_bump <= @before", cancel, ("@now", now), ("@id", seller), ("@before", now - EverySeconds));
        int bumped = allowed == 0 ? 0 : await connection.ExecuteAsync("UPDATE items SET created_at = @now WHERE id = @id AND seller_id = @seller", cancel, ("@now", now), ("@id", bump.ItemId), ("@seller", seller));
        if (bumped == 0) return Results.Json(new { error = "Not yours, or bumped a moment ago." }, statusCode: StatusCodes.Status403Forbidden);
        await transaction.CommitAsync(cancel);
        return Results.Ok(new { item_id = bump.ItemId, item_created_at = now });
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private sealed record Offer(string Name, string Description, int Price, long CategoryId);

    private sealed record Edit(long ItemId, int ItemPrice);

    private sealed record Bump(long ItemId);
}
