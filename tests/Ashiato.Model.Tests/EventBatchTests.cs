namespace Ashiato.Model.Tests;

public sealed class EventBatchTests
{
    [Fact]
    public void Columns_are_found_wherever_they_stand_also_behind_many_others()
    {
        var builder = new EventBatchBuilder();
        builder.Set(Fields.Timestamp, 1);
        builder.Set(Fields.ServiceName, "shop");
        for (int i = 0; i < 400; i++) builder.Set(Fields.Label($"of-a-row-{i}"), $"value {i}");
        builder.EndRow();
        var built = builder.Build();
        // Files may have them in any order.
        var turned = new EventBatch(built.Id, built.RowCount, built.Columns.Reverse());

        foreach (var batch in new[] { built, turned, turned.WithId(default) })
        {
            Assert.All(built.Columns, column => Assert.Same(column, batch.Find(column.Field)));
            Assert.Equal("shop", batch[0].Text(Fields.ServiceName));
            Assert.Null(batch.Find(Fields.TraceId));
            Assert.Null(batch.Find(Fields.Label("of-none")));
        }
    }
}
