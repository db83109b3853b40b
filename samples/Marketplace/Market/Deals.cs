using System.Data.Common;
using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>Buys an item: a parcel is planned and a card charged, and either both happen or nothing.</summary>
internal sealed class Deals(Database database, Faults faults, Partners partners)
{
    /// <summary>Buys.</summary>
    /// <returns>The id of the deal; or why there is none.</returns>
    public Task<(long? Evidence, string? Refusal)> BuyAsync(long buyer, long itemId, string token, CancellationToken cancel) =>
        faults.Has(Fault.Lock) ? BuyLockedAsync(buyer, itemId, token, cancel) : BuyReservedAsync(buyer, itemId, token, cancel);

    /// <summary>The fault: rows are locked, and then others are waited for.</summary>
    private async Task<(long? Evidence, string? Refusal)> BuyLockedAsync(long buyer, long itemId, string token, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await FindAsync(connection, buyer, itemId, cancel) is not var (item, from, to)) return (null, "The item is not on sale.");
        long evidence = await ReserveAsync(connection, item, to, cancel);
        var (reserveId, charged) = await PlanAndChargeAsync(from, to, token, item.Price, cancel);
        if (charged != "ok") return (null, "The payment service says: " + charged);
        await AddShippingAsync(connection, evidence, reserveId, to, cancel);
        await transaction.CommitAsync(cancel);
        return (evidence, null);
    }

    /// <summary>Mended: the item is taken in a short transaction, others are called without any, and the item is given back when they refuse.</summary>
    private async Task<(long? Evidence, string? Refusal)> BuyReservedAsync(long buyer, long itemId, string token, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        Item item;
        User from, to;
        long evidence;
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            if (await FindAsync(connection, buyer, itemId, cancel) is not { } found) return (null, "The item is not on sale.");
            (item, from, to) = found;
            evidence = await ReserveAsync(connection, item, to, cancel);
            await transaction.CommitAsync(cancel);
        }
        var (reserveId, charged) = await PlanAndChargeAsync(from, to, token, item.Price, cancel);
        if (charged != "ok")
        {
            await connection.ExecuteAsync("DELETE FROM transaction_evidences WHERE id = @id", cancel, ("@id", evidence));
            await connection.ExecuteAsync("UPDATE items SET status = 'on_sale', buyer_id = 0 WHERE id = @id", cancel, ("@id", item.Id));
            return (null, "The payment service says: " + charged);
        }
        await AddShippingAsync(connection, evidence, reserveId, to, cancel);
        return (evidence, null);
    }

    /// <summary>Neither needs the other: a parcel that was planned and is never fetched costs nothing.</summary>
    private async Task<(string ReserveId, string Charged)> PlanAndChargeAsync(User from, User to, string token, int price, CancellationToken cancel)
    {
        if (faults.Has(Fault.Shipments)) return (await partners.CreateParcelAsync(from, to, cancel), await partners.ChargeAsync(token, price, cancel));
        var reserving = partners.CreateParcelAsync(from, to, cancel);
        string charged = await partners.ChargeAsync(token, price, cancel);
        return (await reserving, charged);
    }

    private async Task<(Item Item, User From, User To)?> FindAsync(DbConnection connection, long buyer, long itemId, CancellationToken cancel)
    {
        var item = await connection.FindAsync($"SELECT {ItemStore.Columns} FROM items WHERE id = @id{database.ForUpdate}", ItemStore.ReadItem, cancel, ("@id", itemId));
        if (item is not { Status: "on_sale" } || item.SellerId == buyer) return null;
        var from = await UserAsync(item.SellerId);
        var to = await UserAsync(buyer);
        if (from is null || to is null || await ItemStore.CategoryAsync(connection, item.CategoryId, cancel) is null) return null;
        return (item, from, to);

        Task<User?> UserAsync(long id) => connection.FindAsync($"SELECT {UserStore.Columns} FROM users WHERE id = @id{database.ForUpdate}", UserStore.ReadUser, cancel, ("@id", id));
    }

    private static async Task<long> ReserveAsync(DbConnection connection, Item item, User to, CancellationToken cancel)
    {
        long evidence = await connection.InsertAsync("INSERT INTO transaction_evidences (seller_id, buyer_id, status, item_id, item_price) VALUES (@seller, @buyer, 'wait_shipping', @item, @price)", cancel,
            ("@seller", item.SellerId), ("@buyer", to.Id), ("@item", item.Id), ("@price", item.Price));
        await connection.ExecuteAsync("UPDATE items SET buyer_id = @buyer, status = 'trading' WHERE id = @id", cancel, ("@buyer", to.Id), ("@id", item.Id));
        return evidence;
    }

    private static Task<int> AddShippingAsync(DbConnection connection, long evidence, string reserveId, User to, CancellationToken cancel) => connection.ExecuteAsync(
        "INSERT INTO shippings (transaction_evidence_id, status, reserve_id, to_name) VALUES (@id, 'initial', @reserve, @name)", cancel, ("@id", evidence), ("@reserve", reserveId), ("@name", to.AccountName));
}
