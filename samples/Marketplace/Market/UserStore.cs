using System.Data.Common;

namespace Marketplace.Market;

/// <summary>How rows of users are read.</summary>
internal static class UserStore
{
    public const string Columns = "id, account_name, hashed_password, address, num_sell_items, last_bump";

    public static User ReadUser(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetInt64(5));
}
