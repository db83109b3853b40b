using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Ashiato.Intake.Tests;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;

namespace Ashiato.Agent.Tests;

/// <summary>Connections that are opened while a request runs.</summary>
public sealed class OpeningTests
{
    /// <summary>One of the providers that emit activities themselves.</summary>
    private static readonly ActivitySource s_provider = new("MySqlConnector");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_takes_long_is_a_span_of_its_time_and_what_the_provider_says_of_it_is_left_out(bool isAsync)
    {
        var (transaction, others) = await RunAsync(isAsync, static _ => Thread.Sleep(5));

        var span = Assert.Single(others);
        Assert.Equal(("connect", "success", transaction.Text(Fields.TransactionId)), (span.Text(Fields.SpanName), span.Text(Fields.EventOutcome), span.Text(Fields.ParentId)));
        Assert.InRange(span.Number(Fields.SpanDurationUs)!.Value, 5_000, transaction.Number(Fields.TransactionDurationUs)!.Value);
        Assert.True(span.Number(Fields.Timestamp) >= transaction.Number(Fields.Timestamp));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_fails_is_a_span_that_failed_however_short_it_was(bool isAsync)
    {
        var (_, others) = await RunAsync(isAsync, static _ => throw new TimeoutException("no connection is free"));

        Assert.Equal(("connect", "failure"), Assert.Single(others, row => row.Text(Fields.ProcessorEvent) == Fields.Events.Span) is var span ? (span.Text(Fields.SpanName), span.Text(Fields.EventOutcome)) : default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_is_called_while_it_is_opened_has_parents_that_are_sent(bool isAsync)
    {
        await using var server = await IntakeServer.StartAsync();
        using var client = new HttpClient();

        var (transaction, others) = await RunAsync(server, isAsync, shop =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop, "token"));
            using var answer = client.Send(request, Cancel);
        });

        var (called, _) = await server.TraceOfAsync("GET /token");
        var opening = Assert.Single(others, row => row.Text(Fields.SpanName) == "connect");
        var call = Assert.Single(others, row => row.Text(Fields.SpanSubtype) == "http");
        Assert.Equal(
            (transaction.Text(Fields.TransactionId), opening.Text(Fields.SpanId), call.Text(Fields.SpanId)),
            (opening.Text(Fields.ParentId), call.Text(Fields.ParentId), called.Text(Fields.ParentId)));
    }

    private static async Task<(EventRow Transaction, IReadOnlyList<EventRow> Others)> RunAsync(bool isAsync, Action<Uri> open)
    {
        await using var server = await IntakeServer.StartAsync();
        return await RunAsync(server, isAsync, open);
    }

    private static async Task<(EventRow Transaction, IReadOnlyList<EventRow> Others)> RunAsync(IntakeServer server, bool isAsync, Action<Uri> open)
    {
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            app.MapGet("token", () => "secret");
            app.MapGet("work", async () =>
            {
                await using var connection = new Provided(() => open(new Uri(app.Urls.Single()))).Traced();
                var request = Activity.Current;
                try
                {
                    if (isAsync) await connection.OpenAsync(Cancel);
                    else connection.Open();
                }
                catch (TimeoutException)
                {
                    // The application goes on without it.
                }
                return ReferenceEquals(request, Activity.Current) ? "done" : throw new InvalidOperationException("Another activity is the current one.");
            });
        });

        await shop.GetAsync("/work");

        return await server.TraceOfAsync("GET /work");
    }

    /// <summary>A provider's connection, of which only the opening matters.</summary>
    private sealed class Provided(Action open) : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "shop";

        public override string DataSource => "";

        public override string ServerVersion => "1";

        public override ConnectionState State => ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open()
        {
            using var told = s_provider.StartActivity("Open", ActivityKind.Client);
            open();
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
