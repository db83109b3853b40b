using System.Data.Common;
using Ashiato.Intake.Tests;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Ashiato.Agent.Tests;

public sealed class DatabaseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_way_to_run_a_statement_is_a_span(bool isAsync)
    {
        var (_, spans) = await RunAsync(async db =>
        {
            await using var insert = Command(db, "INSERT INTO items VALUES (4, 'pen')");
            _ = isAsync ? await insert.ExecuteNonQueryAsync(Cancel) : insert.ExecuteNonQuery();
            await using var count = Command(db, "SELECT COUNT(*) FROM items");
            Assert.Equal(4L, isAsync ? await count.ExecuteScalarAsync(Cancel) : count.ExecuteScalar());
            await using var all = Command(db, "SELECT id, name FROM items");
            await using var rows = isAsync ? await all.ExecuteReaderAsync(Cancel) : all.ExecuteReader();
            while (isAsync ? await rows.ReadAsync(Cancel) : rows.Read()) Assert.True(rows.GetInt32(0) > 0);
        });

        Assert.Equal(["INSERT INTO items", "SELECT FROM items", "SELECT FROM items"], spans.Select(span => span.Text(Fields.SpanName)));
        Assert.Equal([1, null, 4], spans.Select(span => span.Number(Fields.SpanDbRowsAffected)));
        var read = spans[2];
        Assert.Equal(("db", "sqlite", "shop.db"), (read.Text(Fields.SpanType), read.Text(Fields.SpanSubtype), read.Text(Fields.SpanDbInstance)));
        Assert.Equal("SELECT id, name FROM items", read.Text(Fields.SpanDbStatement));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transaction_shows_where_it_begins_and_ends(bool isAsync)
    {
        var (_, spans) = await RunAsync(async db =>
        {
            await using var kept = isAsync ? await db.BeginTransactionAsync(Cancel) : db.BeginTransaction();
            await using var insert = Command(db, "INSERT INTO items VALUES (4, 'pen')");
            insert.Transaction = kept;
            Assert.Same(kept, insert.Transaction);
            insert.ExecuteNonQuery();
            if (isAsync) await kept.CommitAsync(Cancel);
            else kept.Commit();
            await using var dropped = isAsync ? await db.BeginTransactionAsync(Cancel) : db.BeginTransaction();
            if (isAsync) await dropped.RollbackAsync(Cancel);
            else dropped.Rollback();
        });

        Assert.Equal(["BEGIN", "INSERT INTO items", "COMMIT", "BEGIN", "ROLLBACK"], spans.Select(span => span.Text(Fields.SpanName)));
    }

    [Fact]
    public async Task All_spans_are_children_of_the_request_also_while_a_reader_is_open()
    {
        var (transaction, spans) = await RunAsync(async db =>
        {
            await using var outer = Command(db, "SELECT id FROM items");
            await using var rows = await outer.ExecuteReaderAsync(Cancel);
            while (await rows.ReadAsync(Cancel))
            {
                await using var inner = Command(db, "SELECT name FROM items WHERE id = @id");
                var id = inner.CreateParameter();
                (id.ParameterName, id.Value) = ("@id", rows.GetInt32(0));
                inner.Parameters.Add(id);
                await inner.ExecuteScalarAsync(Cancel);
            }
        });

        Assert.Equal(4, spans.Count);
        Assert.All(spans, span => Assert.Equal(transaction.Text(Fields.TransactionId), span.Text(Fields.ParentId)));
        Assert.All(spans, span => Assert.False(span.Has(Fields.Label("db_query_parameter_@id"))));
    }

    [Fact]
    public async Task Values_of_parameters_are_sent_only_when_asked()
    {
        var (_, spans) = await RunAsync(async db =>
        {
            await using var one = Command(db, "SELECT name FROM items WHERE id = @id");
            var id = one.CreateParameter();
            (id.ParameterName, id.Value) = ("@id", 2);
            one.Parameters.Add(id);
            await one.ExecuteScalarAsync(Cancel);
        }, "CaptureParameters=true");

        Assert.Equal("2", Assert.Single(spans).Text(Fields.Label("db_query_parameter_@id")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_that_fails_says_so_and_the_application_hears_of_it(bool isAsync)
    {
        var (_, spans) = await RunAsync(async db =>
        {
            await using var wrong = Command(db, "SELECT x FROM nowhere");
            var e = isAsync ? await Assert.ThrowsAsync<SqliteException>(() => wrong.ExecuteReaderAsync(Cancel)) : Assert.Throws<SqliteException>(() => wrong.ExecuteScalar());
            Assert.Contains("nowhere", e.Message, StringComparison.Ordinal);
        });

        Assert.Equal("failure", Assert.Single(spans).Text(Fields.EventOutcome));
    }

    [Fact]
    public async Task A_factory_and_a_data_source_trace_what_comes_of_them()
    {
        var (_, spans) = await RunAsync(async db =>
        {
            var factory = SqliteFactory.Instance.Traced();
            await using var own = factory.CreateConnection()!;
            own.ConnectionString = db.ConnectionString;
            await own.OpenAsync(Cancel);
            await using var first = factory.CreateCommand()!;
            (first.Connection, first.CommandText) = (own, "SELECT 1");
            await first.ExecuteScalarAsync(Cancel);

            await using var source = SqliteFactory.Instance.CreateDataSource(db.ConnectionString).Traced();
            await using var second = source.CreateCommand("SELECT 2");
            await second.ExecuteScalarAsync(Cancel);
        });

        Assert.Equal(["SELECT 1", "SELECT 2"], spans.Where(span => span.Has(Fields.SpanDbStatement)).Select(span => span.Text(Fields.SpanDbStatement)));
    }

    [Fact]
    public async Task Of_a_transaction_with_too_many_spans_the_first_are_sent_and_the_others_counted()
    {
        var (transaction, spans) = await RunAsync(async db =>
        {
            for (int i = 0; i < 10; i++)
            {
                await using var one = Command(db, "SELECT 1");
                await one.ExecuteScalarAsync(Cancel);
            }
        }, "TransactionMaxSpans=4");

        Assert.Equal((4, 6), (spans.Count, transaction.Number(Fields.TransactionSpanCountDropped)));
    }

    private static DbCommand Command(DbConnection db, string statement)
    {
        var command = db.CreateCommand();
        command.CommandText = statement;
        return command;
    }

    /// <summary>Runs something inside of a request, with a database of three items.</summary>
    private static async Task<(EventRow Transaction, IReadOnlyList<EventRow> Spans)> RunAsync(Func<DbConnection, Task> work, params string[] settings)
    {
        using var folder = new Ashiato.Tests.TemporaryFolder();
        await using var server = await IntakeServer.StartAsync();
        await using var raw = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "shop.db")};Pooling=False");
        await raw.OpenAsync(Cancel);
        await using (var create = raw.CreateCommand())
        {
            create.CommandText = "CREATE TABLE items (id INTEGER, name TEXT); INSERT INTO items VALUES (1, 'cup'), (2, 'pot'), (3, 'pan')";
            await create.ExecuteNonQueryAsync(Cancel);
        }
        Exception? failure = null;
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("work", async () =>
        {
            try
            {
                await work(raw.Traced());
            }
            catch (Exception e)
            {
                failure = e;
            }
            return "done";
        }), settings);

        await shop.GetAsync("/work");

        if (failure is not null) throw new InvalidOperationException("The work failed.", failure);
        var (transaction, others) = await server.TraceOfAsync("GET /work");
        return (transaction, [.. others.Where(row => row.Text(Fields.SpanName) is not "connect")]);
    }
}
