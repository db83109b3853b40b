using Ashiato.Intake.Tests;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_by_HTTP_is_a_span_and_the_called_service_goes_on_with_the_trace()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            app.MapGet("stock/{id}", (int id) => id);
            app.MapGet("items", async (IHttpClientFactory clients) =>
            {
                using var client = clients.CreateClient();
                return await client.GetStringAsync(new Uri(app.Urls.Single() + "/stock/3?x=secret"));
            });
        });

        await shop.GetAsync("/items");

        var (transaction, others) = await server.TraceOfAsync("GET /items");
        var span = Assert.Single(others, row => row.Text(Fields.ProcessorEvent) == Fields.Events.Span);
        // It has answered before it is over, and so may end after who called it.
        var (called, _) = await server.TraceOfAsync("GET /stock/{id}");
        Assert.Equal(("external", "http", $"GET 127.0.0.1:{shop.Client.BaseAddress!.Port}"), (span.Text(Fields.SpanType), span.Text(Fields.SpanSubtype), span.Text(Fields.SpanName)));
        Assert.DoesNotContain("secret", span.Text(Fields.UrlOriginal), StringComparison.Ordinal);
        Assert.Equal(transaction.Text(Fields.TraceId), called.Text(Fields.TraceId));
        Assert.Equal((transaction.Text(Fields.TransactionId), span.Text(Fields.SpanId)), (span.Text(Fields.ParentId), called.Text(Fields.ParentId)));
    }

    [Fact]
    public async Task What_an_application_says_about_its_own_work_arrives()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("work", () =>
        {
            string? caller = Tracing.TraceParent;
            using (Tracing.BeginSpan("render"))
                Tracing.Error(new FormatException("odd"));
            Tracing.Label("basket", 3);
            Tracing.Custom("cart.items", new[] { "pen", "ink\"" });
            Tracing.Custom("total", 12.5);
            Tracing.User("7", "mei", "mei@example.org");
            using (Tracing.BeginTransaction("send mail", "scheduled", links: [caller!]))
                Tracing.Label("kind", "newsletter");
            return "done";
        }));

        await shop.GetAsync("/work");

        var (transaction, others) = await server.TraceOfAsync("GET /work");
        Assert.Equal((3d, "7", "mei", "mei@example.org"), (transaction.Number(Fields.NumericLabel("basket")), transaction.Text(Fields.UserId), transaction.Text(Fields.UserName), transaction.Text(Fields.UserEmail)));
        Assert.Equal("""{"cart_items":["pen","ink\""],"total":12.5}""", transaction.Text(Fields.TransactionCustom));
        var span = Assert.Single(others, row => row.Text(Fields.SpanName) == "render");
        var error = Assert.Single(others, row => row.Text(Fields.ErrorExceptionMessage) == "odd");
        var job = Assert.Single(others, row => row.Text(Fields.TransactionName) == "send mail");
        Assert.Equal(span.Text(Fields.SpanId), error.Text(Fields.ParentId));
        Assert.Equal(("scheduled", "newsletter"), (job.Text(Fields.TransactionType), job.Text(Fields.Label("kind"))));
        Assert.Contains(transaction.Text(Fields.TransactionId)!, job.Text(Fields.SpanLinks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_line_knows_its_trace_and_lines_below_the_level_stay_at_home()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("work", (ILogger<CallTests> log) =>
        {
#pragma warning disable CA1848, CA2254 // Lines as applications write them.
            log.LogInformation("quiet");
            log.LogWarning("stock of {Item} is low", "pens");
#pragma warning restore CA1848, CA2254
        }));

        await shop.GetAsync("/work");

        var line = await server.FindAsync(row => row.Text(Fields.ProcessorEvent) == Fields.Events.Log);
        var (transaction, _) = await server.TraceOfAsync("GET /work");
        Assert.Equal(("stock of pens is low", transaction.Text(Fields.TraceId), transaction.Text(Fields.TransactionId)), (line.Text(Fields.Message), line.Text(Fields.TraceId), line.Text(Fields.SpanId)));
        Assert.DoesNotContain(server.Stored, row => row.Text(Fields.Message) == "quiet");
    }

    [Fact]
    public async Task The_runtime_is_measured()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, _ => { }, "MetricsInterval=50ms", "DisableMetrics=dotnet.jit.*");

        var metrics = await server.FindAsync(row => row.Has(Fields.Sample("dotnet.process.memory.working_set")));

        Assert.True(metrics.Number(Fields.Sample("dotnet.process.memory.working_set")) > 0);
        await server.FindAsync(row => row.Has(Fields.Sample("dotnet.gc.collections")));
        await server.FindAsync(row => row.Has(Fields.Sample("ashiato.agent.lost_spans")));
        Assert.DoesNotContain(server.Stored, row => row.Has(Fields.Sample("dotnet.jit.compiled_methods")));
    }
}
