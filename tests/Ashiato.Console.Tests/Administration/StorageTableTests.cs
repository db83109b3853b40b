using Ashiato.Console.Administration;
using Ashiato.Storage;

namespace Ashiato.Console.Tests.Administration;

public sealed class StorageTableTests
{
    [Fact]
    public void Services_have_a_column_for_each_kind_and_the_largest_is_first()
    {
        var table = new StorageTable([new("shop", "span", 10, 100), new("shop", "transaction", 2, 50), new("cart", "log", 7, 600), new("cart", "profile", 1, 250)]);

        Assert.Equal(["cart", "shop"], table.Rows.Select(row => row.Service));
        Assert.Equal([0, 0, 0, 0, 600], table.Rows[0].Bytes);
        Assert.Equal([50, 100, 0, 0, 0], table.Rows[1].Bytes);
        Assert.Equal((8, 850, 1_000), (table.Rows[0].EventCount, table.Rows[0].SizeBytes, table.SizeBytes));
        Assert.Equal(0.85, table.ShareOf(table.Rows[0]));
    }
}
