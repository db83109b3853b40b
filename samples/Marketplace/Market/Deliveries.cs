using System.Data.Common;
using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>What happens to a deal after the payment.</summary>
internal sealed class Deliveries(Database database, Faults faults, ItemStore items, Partners partners)
{
    private const string NoDeal = "There is no such deal.";

    /// <summary>The seller has the parcel fetched.</summary>
    public Task<string?> ShipAsync(long seller, long itemId, CancellationToken cancel) => AdvanceAsync(
        itemId, evidence => evidence.SellerId == seller && evidence.Status == "wait_shipping",
        async shipping =>
        {
            await partners.RequestParcelAsync(shipping.ReserveId, cancel);
            return ("wait_pickup", null);
        },
        (connection, evidence, status) => SetShippingAsync(connection, evidence, status, cancel), cancel);

    /// <summary>The seller says that the parcel is on its way, which the shipment service must confirm.</summary>
    public Task<string?> ShipDoneAsync(long seller, long itemId, CancellationToken cancel) => AdvanceAsync(
        itemId, evidence => evidence.SellerId == seller && evidence.Status == "wait_shipping",
        async shipping => await partners.StatusAsync(shipping.ReserveId, cancel) is var status and ("shipping" or "done") ? (status, null) : ("", "The parcel is not on its way."),
        async (connection, evidence, status) =>
        {
            await SetShippingAsync(connection, evidence, status, cancel);
            await connection.ExecuteAsync("UPDATE transaction_evidences SET status = 'wait_done' WHERE id = @id", cancel, ("@id", evidence.Id));
        }, cancel);

    /// <summary>The buyer has the item.</summary>
    public Task<string?> CompleteAsync(long buyer, long itemId, CancellationToken cancel) => AdvanceAsync(
        itemId, evidence => evidence.BuyerId == buyer && evidence.Status == "wait_done",
        async shipping => await partners.StatusAsync(shipping.ReserveId, cancel) is "done" ? ("done", null) : ("", "The parcel has not arrived."),
        async (connection, evidence, status) =>
        {
            await SetShippingAsync(connection, evidence, status, cancel);
            await connection.ExecuteAsync("UPDATE transaction_evidences SET status = 'done' WHERE id = @id", cancel, ("@id", evidence.Id));
            await connection.ExecuteAsync("UPDATE items SET status = 'sold_out' WHERE id = @id", cancel, ("@id", itemId));
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

    /// <summary>Brings a deal one step further, if the shipment service agrees.</summary>
    /// <param name="itemId">What was sold.</param>
    /// <param name="isAllowed">Whether who asks may do so now.</param>
    /// <param name="ask">Asks the shipment service; gives the status of the parcel, or why not.</param>
    /// <param name="write">Writes down what is so now.</param>
    /// <param name="cancel">Ends the work.</param>
    private async Task<string?> AdvanceAsync(
        long itemId, Func<Evidence, bool> isAllowed, Func<Shipping, Task<(string Status, string? Refusal)>> ask, Func<DbConnection, Evidence, string, Task> write, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        // The fault: the deal is locked while the other service is asked. Mended, it is asked before, and looked at again under the lock.
        string? asked = null;
        if (!faults.Has(Fault.Lock))
        {
            if (await FindAsync(connection, itemId, isAllowed, "", cancel) is not var (_, parcel)) return NoDeal;
            (asked, string? refused) = await ask(parcel);
            if (refused is not null) return refused;
        }
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await FindAsync(connection, itemId, isAllowed, database.ForUpdate, cancel) is not var (evidence, shipping)) return NoDeal;
        if (asked is null)
        {
            (asked, string? refused) = await ask(shipping);
            if (refused is not null) return refused;
        }
        await write(connection, evidence, asked);
        await transaction.CommitAsync(cancel);
        return null;
    }

    private static async Task<(Evidence Evidence, Shipping Shipping)?> FindAsync(DbConnection connection, long itemId, Func<Evidence, bool> isAllowed, string locking, CancellationToken cancel)
    {
        var evidence = await connection.FindAsync($"SELECT id, seller_id, buyer_id, status, item_id FROM transaction_evidences WHERE item_id = @item{locking}", ReadEvidence, cancel, ("@item", itemId));
        if (evidence is null || !isAllowed(evidence)) return null;
        var shipping = await connection.FindAsync($"SELECT transaction_evidence_id, status, reserve_id FROM shippings WHERE transaction_evidence_id = @id{locking}", row => new Shipping(row.GetInt64(0), row.GetString(1), row.GetString(2)), cancel, ("@id", evidence.Id));
        return shipping is null ? null : (evidence, shipping);
    }

    private static Task<int> SetShippingAsync(DbConnection connection, Evidence evidence, string status, CancellationToken cancel) =>
        connection.ExecuteAsync("UPDATE shippings SET status = @status WHERE transaction_evidence_id = @id", cancel, ("@status", status), ("@id", evidence.Id));

    private static Evidence ReadEvidence(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4));
}
