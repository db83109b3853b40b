using System.Text;
using System.Text.Json;

namespace Ashiato.Model.Tests;

public sealed class EventDocumentTests
{
    [Fact]
    public void Dots_become_nesting()
    {
        string json = Document(static batch =>
        {
            batch.Set(Fields.ProcessorEvent, Fields.Events.Transaction);
            batch.Set(Fields.Timestamp, 1_767_268_800_123_456);
            batch.Set(Fields.ServiceName, "checkout");
            batch.Set(Fields.TransactionName, "POST /checkout");
            batch.Set(Fields.TransactionDurationUs, 25_000);
            batch.Set(Fields.TransactionSampled, true);
            batch.Set(Fields.Label("region"), "東京");
            batch.Set(Fields.NumericLabel("basket"), 12.5);
            batch.Set(Fields.TransactionCustom, """{"a": [1, 2.50]}""");
            batch.Add(Fields.HostIp, "10.0.0.7"u8);
        });

        AssertSame(
            """
            {
              "@timestamp": "2026-01-01T12:00:00.123Z", "timestamp": {"us": 1767268800123456},
              "processor": {"event": "transaction"}, "service": {"name": "checkout"}, "host": {"ip": ["10.0.0.7"]},
              "labels": {"region": "東京"}, "numeric_labels": {"basket": 12.5},
              "transaction": {"name": "POST /checkout", "duration": {"us": 25000}, "sampled": true, "custom": {"a": [1, 2.50]}}
            }
            """,
            json);
        Assert.Contains("""{"a": [1, 2.50]}""", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a|a-b|a.b", """{"a": 0, "a-b": 1, "a.b": 2}""")]
    [InlineData("a.b|a-b|a.c", """{"a": {"b": 0, "c": 2}, "a-b": 1}""")]
    [InlineData("a.b|a.b-c|a.b.c|a.b.c.d", """{"a": {"b": 0, "b-c": 1, "b.c": 2, "b.c.d": 3}}""")]
    [InlineData("a|a.b.c|a.b.d", """{"a": 0, "a.b.c": 1, "a.b.d": 2}""")]
    [InlineData("a|a!|a.b|ab.c", """{"a": 0, "a!": 1, "a.b": 2, "ab": {"c": 3}}""")]
    [InlineData("a.|a", """{"a.": 0, "a": 1}""")]
    [InlineData("a..b|a.c", """{"a": {"": {"b": 0}, "c": 1}}""")]
    [InlineData(".a|b.", """{"": {"a": 0}, "b.": 1}""")]
    [InlineData("x.a|x.a.b|y.a.b", """{"x": {"a": 0, "a.b": 1}, "y": {"a": {"b": 2}}}""")]
    public void Names_that_are_values_and_parents_at_once_keep_their_dots(string names, string expected) =>
        AssertSame(expected, Document(batch =>
        {
            string[] all = names.Split('|');
            for (int i = 0; i < all.Length; i++) batch.Set(Fields.Sample(all[i]), (double)i);
        }));

    [Fact]
    public void What_nests_as_deep_as_intake_takes_it_is_a_document()
    {
        string nested = string.Concat(Enumerable.Repeat("{\"a\":[", 120)) + "1" + string.Concat(Enumerable.Repeat("]}", 120));

        string json = Document(batch => batch.Set(Fields.TransactionCustom, nested));

        using var document = JsonDocument.Parse(json, EventDocument.Reading);
        Assert.Equal(nested, document.RootElement.GetProperty("transaction").GetProperty("custom").GetRawText());
    }

    [Fact]
    public void A_name_of_any_number_of_dots_is_a_document()
    {
        string name = string.Join('.', Enumerable.Repeat("a", 1_100));

        string json = Document(batch =>
        {
            batch.Set(Fields.Sample(name), 1.0);
            batch.Set(Fields.Sample(name + ".b"), 2.0);
        });

        using var document = JsonDocument.Parse(json, EventDocument.Reading);
        var inner = document.RootElement;
        string path = "";
        while (inner.ValueKind == JsonValueKind.Object && inner.EnumerateObject().First() is var first)
        {
            path += "." + first.Name;
            inner = first.Value;
        }
        Assert.Equal(("." + name, 1.0), (path, inner.GetDouble()));
        Assert.Contains(name[^900..] + ".b\":2", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_json_is_not_written_as_if_it_were() =>
        Assert.ThrowsAny<JsonException>(static () => Document(static batch => batch.Set(Fields.TransactionCustom, "{\"a\":")));

    [Fact]
    public void A_name_of_two_types_stands_once()
    {
        string json = Document(static batch =>
        {
            batch.Set(Fields.Sample("latency"), 1.5);
            batch.Set(Fields.HistogramSample("latency"), """{"values":[1],"counts":[2]}""");
            batch.Set(Fields.Sample("latency.max"), 3.0);
        });

        using var document = JsonDocument.Parse(json);
        Assert.Equal(document.RootElement.EnumerateObject().Select(static one => one.Name).Distinct(), document.RootElement.EnumerateObject().Select(static one => one.Name));
    }

    [Fact]
    public void Numbers_that_JSON_cannot_say_are_null()
    {
        AssertSame("""{"a": null, "b": 1e300, "c": -2, "d": 0.1}""", Document(static batch =>
        {
            batch.Set(Fields.Sample("a"), double.PositiveInfinity);
            batch.Set(Fields.Sample("b"), 1e300);
            batch.Set(Fields.Sample("c"), -2.0);
            batch.Set(Fields.Sample("d"), 0.1);
        }));
    }

    [Fact]
    public void Logs_name_no_event_and_no_microseconds() =>
        AssertSame("""{"@timestamp": "1970-01-01T00:00:00.001Z", "message": "hello"}""", Document(static batch =>
        {
            batch.Set(Fields.ProcessorEvent, Fields.Events.Log);
            batch.Set(Fields.Timestamp, 1_500);
            batch.Set(Fields.Message, "hello");
        }));

    private static string Document(Action<EventBatchBuilder> fill)
    {
        var builder = new EventBatchBuilder();
        fill(builder);
        builder.EndRow();
        return Encoding.UTF8.GetString(EventDocument.ToUtf8(builder.Build()[0]));
    }

    private static void AssertSame(string expected, string actual)
    {
        using var wanted = JsonDocument.Parse(expected);
        using var got = JsonDocument.Parse(actual, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, got.RootElement), actual);
    }
}
