namespace Ashiato.Model.Tests;

public sealed class EventBatchBuilderTests
{
    [Fact]
    public void Columns_grow_with_their_rows()
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i < 1_000; i++)
        {
            builder.Set(Fields.Timestamp, i);
            builder.Set(Fields.Sample("load"), i / 2.0);
            builder.Set(Fields.ServiceName, $"service {i % 10}");
            builder.Set(Fields.SpanId, EventId.FromUInt64((ulong)i));
            builder.EndRow();
        }

        var batch = builder.Build();

        Assert.Equal(1_000, batch.RowCount);
        Assert.All(batch.Rows, static row =>
        {
            Assert.Equal(row.Row, row.TimestampMicros);
            Assert.Equal(row.Row / 2.0, row.Number(Fields.Sample("load")));
            Assert.Equal($"service {row.Row % 10}", row.Text(Fields.ServiceName));
            Assert.Equal(EventId.FromUInt64((ulong)row.Row), row.Id(Fields.SpanId));
        });
    }
}
