using System.Data.Common;
using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>What happens to a deal after the payment.</summary>
internal sealed class Deliveries(Database database, Faults faults, ItemStore items, Partners partners)
{
    /// <summary>The seller has the parcel fetched.</summary>
    public Task<string?> ShipAsync(long seller, long itemId, CancellationToken cancel) => AdvanceAsync(itemId, evidence => evidence.SellerId == seller && evidence.Status == "wait_shipping", async (connection, evidence, shipping) =>
    {
        await partners.RequestParcelAsync(shipping.ReserveId, cancel);
        await connection.ExecuteAsync("UPDATE shippings SET status = 'wait_pickup' WHERE transaction_evidence_id = @id", cancel, ("@id", evidence.Id));
        return null;
    }, cancel);

    /// <summary>The seller says that the parcel is on its way, which the shipment service must confirm.</summary>
    public Task<string?> ShipDoneAsync(long seller, long itemId, CancellationToken cancel) => AdvanceAsync(itemId, evidence => evidence.SellerId == seller && evidence.Status == "wait_shipping", async (connection, evidence, shipping) =>
    {
        string status = await partners.StatusAsync(shipping.ReserveId, cancel);
        if (status is not ("shipping" or "done")) return "The parcel is not on its way.";
        await connection.ExecuteAsync("UPDATE shippings SET status = @status WHERE transaction_evidence_id = @id", cancel, ("@status", status), ("@id", evidence.Id));
        await connection.ExecuteAsync("UPDATE transaction_evidences SET status = 'wait_done' WHERE id = @id", cancel, ("@id", evidence.Id));
        return null;
    }, cancel);

    /// <summary>The buyer has the item.</summary>
    public Task<string?> CompleteAsync(long buyer, long itemId, CancellationToken cancel) => AdvanceAsync(itemId, evidence => evidence.BuyerId == buyer && evidence.Status == "wait_done", async (connection, evidence, shipping) =>
    {
        if (await partners.StatusAsync(shipping.ReserveId, cancel) != "done") return "The parcel has not arrived.";
        await connection.ExecuteAsync("UPDATE shippings SET status = 'done' WHERE transaction_evidence_id = @id", cancel, ("@id", evidence.Id));
        await connection.ExecuteAsync("UPDATE transaction_evidences SET status = 'done' WHERE id = @id", cancel, ("@id", evidence.Id));
        await connection.ExecuteAsync("UPDATE items SET status = 'sold_out' WHERE id = @id", cancel, ("@id", itemId));
        return null;
    }, cancel);

    /// <summary>What a user sold and bought lately, each with where its parcel is.</summary>
    public async Task<object> OfUserAsync(long user, CancellationToken cancel)
    {
        const int PerPage = 10;
        await using var connection = await database.ConnectAsync(cancel);
        var own = await connection.QueryAsync($"SELECT {ItemStore.Columns} FROM items WHERE (seller_id = @id OR buyer_id = @id) AND status IN ('trading', 'sold_out') ORDER BY created_at DESC, id DESC LIMIT {PerPage}", ItemStore.ReadItem, cancel, ("@id", user));
        var simple = await items.SimpleAsync(connection, own, cancel);
        var parcels = new List<(Evidence Evidence, string ReserveId)>();
        foreach (var (evidence, shipping) in await FindAllAsync(connection, own, cancel)) parcels.Add((evidence, shipping.ReserveId));
        string[] statuses = faults.Has(Fault.Shipments) ? await OneByOneAsync(parcels, cancel) : await Task.WhenAll(parcels.Select(parcel => partners.StatusAsync(parcel.ReserveId, cancel)));
        return new { items = simple, shippings = parcels.Select((parcel, i) => new { item_id = parcel.Evidence.ItemId, transaction_evidence_status = parcel.Evidence.Status, shipping_status = statuses[i] }) };
    }

    /// <summary>The fault: each answer is waited for before the next question.</summary>
    private async Task<string[]> OneByOneAsync(List<(Evidence Evidence, string ReserveId)> parcels, CancellationToken cancel)
    {
        var statuses = new List<string>();
        foreach (var parcel in parcels) statuses.Add(await partners.StatusAsync(parcel.ReserveId, cancel));
        return [.. statuses];
    }

    private static async Task<List<(Evidence Evidence, Shipping Shipping)>> FindAllAsync(DbConnection connection, List<Item> items, CancellationToken cancel)
    {
        if (items.Count == 0) return [];
        string list = string.Join(',', items.Select(item => item.Id));
        return await connection.QueryAsync(
            $"SELECT t.id, t.seller_id, t.buyer_id, t.status, t.item_id, s.status, s.reserve_id FROM transaction_evidences t JOIN shippings s ON s.transaction_evidence_id = t.id WHERE t.item_id IN ({list})",
            row => (ReadEvidence(row), new Shipping(row.GetInt64(0), row.GetString(5), row.GetString(6))), cancel);
    }

    private async Task<string?> AdvanceAsync(long itemId, Func<Evidence, bool> isAllowed, Func<DbConnection, Evidence, Shipping, Task<string?>> advance, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var evidence = await connection.FindAsync($"SELECT id, seller_id, buyer_id, status, item_id FROM transaction_evidences WHERE item_id = @item{database.ForUpdate}", ReadEvidence, cancel, ("@item", itemId));
        if (evidence is null || !isAllowed(evidence)) return "There is no such deal.";
        var shipping = await connection.FindAsync($"SELECT transaction_evidence_id, status, reserve_id FROM shippings WHERE transaction_evidence_id = @id{database.ForUpdate}", row => new Shipping(row.GetInt64(0), row.GetString(1), row.GetString(2)), cancel, ("@id", evidence.Id));
        if (shipping is null) return "There is no parcel.";
        if (await advance(connection, evidence, shipping) is { } refusal) return refusal;
        await transaction.CommitAsync(cancel);
        return null;
    }

    private static Evidence ReadEvidence(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4));
}
