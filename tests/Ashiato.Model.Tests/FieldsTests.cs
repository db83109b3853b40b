namespace Ashiato.Model.Tests;

public sealed class FieldsTests
{
    [Fact]
    public void Every_name_stands_in_the_table_once() =>
        Assert.Equal(Fields.Known.Count, Fields.Known.Select(static field => field.Name).Distinct().Count());

    [Fact]
    public void The_index_of_a_field_is_its_place_in_the_table()
    {
        for (int i = 0; i < Fields.Known.Count; i++) Assert.Equal(i, Fields.Known[i].Index);
    }

    [Fact]
    public void Every_name_resolves_to_its_field() =>
        Assert.All(Fields.Known, static field =>
        {
            Assert.Same(field, Fields.Resolve(field.Name));
            Assert.Same(field, Fields.Resolve(field.Name, field.Type));
        });

    [Fact]
    public void Names_outside_the_table_become_labels_or_samples()
    {
        Assert.Equal(FieldType.Keyword, Fields.Resolve("labels.region").Type);
        Assert.Equal(FieldType.Double, Fields.Resolve("numeric_labels.basket").Type);
        Assert.Equal(FieldType.Double, Fields.Resolve("jvm.memory.used").Type);
        Assert.Equal(Fields.Label("region"), Fields.Resolve("labels.region"));
        Assert.NotEqual(Fields.Sample("x"), Fields.HistogramSample("x"));
    }
}
