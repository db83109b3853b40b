using Ashiato.Model;
using Ashiato.Query.Map;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Map;

public class ServiceMapQuestionTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    private static SampleEvents Shop => new SampleEvents()
        .Transaction("t1")
        .Span("00000000000000a1", takes: 500, with: To("cart:80"))
        .Transaction("t2", parent: "00000000000000a1", service: "cart")
        .Span("00000000000000a2", takes: 200, transaction: "t2", service: "cart", with: To("mysql"))
        .Span("00000000000000a3", takes: 100, with: To("mysql"));

    [Fact]
    public async Task An_address_behind_which_a_service_answers_is_that_service()
    {
        var map = await AskAsync(Shop, null);

        Assert.Equal(["cart", "shop", ">mysql"], map.Nodes.Select(node => node.Id).OrderBy(id => id[0] == '>').ThenBy(id => id, StringComparer.Ordinal));
        Assert.Equal([("cart", ">mysql", 1L), ("shop", ">mysql", 1L), ("shop", "cart", 1L)], map.Edges.Select(edge => (edge.From, edge.To, edge.Calls!.Count)).Order());
        Assert.Equal(2, map.Nodes.Single(node => node.Id == ">mysql").Calls.Count);
    }

    [Fact]
    public async Task One_trace_has_a_map_of_its_own()
    {
        var map = await AskAsync(Shop.Transaction("t9", service: "lonely", with: batch => batch.Set(Fields.TraceId, "fedcba98765432100123456789abcdef")), "fedcba98765432100123456789abcdef");

        Assert.Equal(["lonely"], map.Nodes.Select(node => node.Id));
        Assert.Empty(map.Edges);
    }

    [Fact]
    public async Task Links_tie_who_sent_a_message_to_who_took_it()
    {
        var map = await AskAsync(
            new SampleEvents()
                .Transaction("t1")
                .Span("00000000000000b1", with: To("queue"))
                .Transaction("t2", service: "worker", with: batch =>
                {
                    batch.Set(Fields.TraceId, "fedcba98765432100123456789abcdef");
                    batch.Set(Fields.SpanLinks, $$$"""[{"trace":{"id":"{{{SampleEvents.TraceId}}}"},"span":{"id":"00000000000000b1"}}]""");
                }),
            null);

        Assert.Contains(map.Edges, edge => edge is { From: "shop", To: "worker", Calls: null });
    }

    private static Action<EventBatchBuilder> To(string resource) => batch => batch.Set(Fields.SpanDestinationServiceResource, resource);

    private static async Task<ServiceMap> AskAsync(SampleEvents events, string? trace)
    {
        await using var store = await events.ToStoreAsync();
        return await new ServiceMapQuestion(store).AskAsync(trace, s_minute, TestContext.Current.CancellationToken);
    }
}
