using System.Data.Common;
using System.Globalization;
using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>Finds items, and what belongs to them.</summary>
internal sealed class ItemStore(Database database, Faults faults)
{
    public const string InsertItem = "INSERT INTO items (seller_id, status, name, price, description, category_id, created_at) VALUES (@seller, 'on_sale', @name, @price, @description, @category, @now)";
    public const string Columns = "id, seller_id, buyer_id, status, name, price, description, category_id, created_at";
    private const int PerPage = 48;

    public static Item ReadItem(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.GetString(6), row.GetInt64(7), row.GetInt64(8));

    /// <summary>The newest items on sale or sold, and whether there are more.</summary>
    /// <param name="root">Of a category and those below it; <see langword="null"/> for all.</param>
    /// <param name="before">Those older than an item.</param>
    public async Task<(List<ItemSimple> Items, bool HasNext)> NewestAsync(long? root, (long CreatedAt, long Id)? before, CancellationToken cancel)
    {
        string where = "status IN ('on_sale', 'sold_out')";
        var parameters = new List<(string, object?)> { ("@limit", PerPage + 1) };
        if (root is not null)
        {
            where += " AND category_id IN (SELECT id FROM categories WHERE parent_id = @root)";
            parameters.Add(("@root", root));
        }
        if (before is var (createdAt, id))
        {
            where += " AND (created_at < @created OR (created_at <= @created AND id < @id))";
            parameters.AddRange([("@created", createdAt), ("@id", id)]);
        }
        await using var connection = await database.ConnectAsync(cancel);
        var items = await connection.QueryAsync($"SELECT {Columns} FROM items WHERE {where} ORDER BY created_at DESC, id DESC LIMIT @limit", ReadItem, cancel, [.. parameters]);
        bool hasNext = items.Count > PerPage;
        return (await SimpleAsync(connection, items.Take(PerPage).ToList(), cancel), hasNext);
    }

    /// <summary>Items with their sellers and categories: one query each, or one for all when that is mended.</summary>
    public async Task<List<ItemSimple>> SimpleAsync(DbConnection connection, List<Item> items, CancellationToken cancel)
    {
        var sellers = faults.Has(Fault.Users) ? null : await UsersAsync(connection, items.Select(item => item.SellerId), cancel);
        var categories = faults.Has(Fault.Categories) ? null : await CategoriesAsync(connection, cancel);
        var simple = new List<ItemSimple>();
        foreach (var item in items)
        {
            var seller = sellers is null ? await UserAsync(connection, item.SellerId, cancel) : sellers.GetValueOrDefault(item.SellerId);
            var category = categories is null ? await CategoryAsync(connection, item.CategoryId, cancel) : categories.GetValueOrDefault(item.CategoryId);
            simple.Add(new ItemSimple(item.Id, item.SellerId, seller, item.Status, item.Name, item.Price, item.CategoryId, category, item.CreatedAt));
        }
        return simple;
    }

    public static async Task<UserSimple?> UserAsync(DbConnection connection, long id, CancellationToken cancel)
    {
        var user = await connection.FindAsync($"SELECT {UserStore.Columns} FROM users WHERE id = @id", UserStore.ReadUser, cancel, ("@id", id));
        return user is null ? null : new UserSimple(user.Id, user.AccountName, user.NumSellItems);
    }

    public static async Task<Category?> CategoryAsync(DbConnection connection, long id, CancellationToken cancel)
    {
        var category = await connection.FindAsync("SELECT id, parent_id, category_name FROM categories WHERE id = @id", ReadCategory, cancel, ("@id", id));
        if (category is null or { ParentId: 0 }) return category;
        var parent = await CategoryAsync(connection, category.ParentId, cancel);
        return category with { ParentCategoryName = parent?.CategoryName };
    }

    private static async Task<Dictionary<long, UserSimple>> UsersAsync(DbConnection connection, IEnumerable<long> ids, CancellationToken cancel)
    {
        // Numbers that come from the database; as parameters their count would be bounded.
        string list = string.Join(',', ids.Distinct().Select(id => id.ToString(CultureInfo.InvariantCulture)));
        if (list.Length == 0) return [];
        var users = await connection.QueryAsync($"SELECT {UserStore.Columns} FROM users WHERE id IN ({list})", UserStore.ReadUser, cancel);
        return users.ToDictionary(user => user.Id, user => new UserSimple(user.Id, user.AccountName, user.NumSellItems));
    }

    private static async Task<Dictionary<long, Category>> CategoriesAsync(DbConnection connection, CancellationToken cancel)
    {
        var all = (await connection.QueryAsync("SELECT id, parent_id, category_name FROM categories", ReadCategory, cancel)).ToDictionary(category => category.Id);
        return all.Values.ToDictionary(category => category.Id, category => category with { ParentCategoryName = all.GetValueOrDefault(category.ParentId)?.CategoryName });
    }

    private static Category ReadCategory(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), null);
}
