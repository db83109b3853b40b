using System.Data;
using System.Globalization;
using Ashiato.Intake.Tests;
using Ashiato.Model;
using Ashiato.Tests.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Ashiato.Agent.Tests;

/// <summary>A provider that emits activities of its own.</summary>
public sealed class NpgsqlTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_traced_is_not_told_twice_and_what_is_not_traced_tells_itself()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var url = new Uri(postgres.Url);
        await using var data = NpgsqlDataSource.Create($"Host={url.Host};Port={url.Port};Username=postgres;Database=postgres");
        await using var server = await IntakeServer.StartAsync();
        int filled = 0;
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            app.MapGet("traced", async () =>
            {
                await using var db = await data.Traced().OpenConnectionAsync(Cancel);
                await using var one = db.CreateCommand();
                one.CommandText = "SELECT name FROM items WHERE id < 4";
                await using (var rows = await one.ExecuteReaderAsync(Cancel))
                    while (await rows.ReadAsync(Cancel)) Assert.NotEmpty(rows.GetString(0));
                await using var batch = db.CreateBatch();
                foreach (string statement in (string[])["UPDATE items SET price = 1 WHERE id = 1", "DELETE FROM items WHERE id = 2"])
                {
                    var command = batch.CreateBatchCommand();
                    command.CommandText = statement;
                    batch.BatchCommands.Add(command);
                }
                await batch.ExecuteNonQueryAsync(Cancel);
            });
            app.MapGet("table", () =>
            {
                var factory = NpgsqlFactory.Instance.Traced();
                using var connection = factory.CreateConnection()!;
                connection.ConnectionString = data.ConnectionString;
                using var select = connection.CreateCommand();
                select.CommandText = "SELECT id, name FROM items ORDER BY id";
                using var adapter = factory.CreateDataAdapter()!;
                adapter.SelectCommand = select;
                using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
                Volatile.Write(ref filled, adapter.Fill(table));
            });
            app.MapGet("own", async () =>
            {
                await using var one = data.CreateCommand("SELECT 1");
                await one.ExecuteScalarAsync(Cancel);
            });
        });

        await shop.GetAsync("/traced");
        await shop.GetAsync("/own");

        var (_, traced) = await server.TraceOfAsync("GET /traced");
        var spans = traced.Where(row => row.Text(Fields.SpanName) is not "connect").ToList();
        Assert.Equal(["SELECT FROM items", "BATCH UPDATE items, DELETE FROM items"], spans.Select(row => row.Text(Fields.SpanName)));
        Assert.All(spans, span => Assert.Equal(("postgresql", "postgres", "postgres"), (span.Text(Fields.SpanSubtype), span.Text(Fields.SpanDbInstance), span.Text(Fields.SpanDbUserName))));
        Assert.Equal([3, 2], spans.Select(span => span.Number(Fields.SpanDbRowsAffected)));
        await shop.GetAsync("/table");
        var (_, table) = await server.TraceOfAsync("GET /table");
        var fill = table.Single(static row => row.Text(Fields.SpanName) == "SELECT FROM items");
        Assert.Equal((true, filled), (filled > 0, fill.Number(Fields.SpanDbRowsAffected)));
        var (_, own) = await server.TraceOfAsync("GET /own");
        Assert.Contains(own, row => row.Text(Fields.SpanDbStatement) == "SELECT 1");
    }
}
