using System.Data.Common;
using System.Diagnostics;
using Ashiato.Agent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Ashiato.Bench.AgentOverhead;

/// <summary>One application in a process of its own: requests of three queries, with an agent or without.</summary>
internal static class OverheadRun
{
    /// <summary>As many requests as it takes until the runtime compiles nothing more: where the processor time of slices of 5,000 stays the same.</summary>
    public const int UsualWarmUp = 80_000;

    /// <summary>Where the activities come from that an application has of its own.</summary>
    private static readonly ActivitySource s_own = new("Ashiato.Bench");

    /// <summary>Runs it.</summary>
    /// <param name="agent">
    /// <c>none</c>, <c>ashiato</c>, <c>opentelemetry</c> (its own instrumentation of ASP.NET Core; there is none for SQLite), or <c>listener</c>: as many activities, with the tags of a statement,
    /// to which somebody listens who does nothing.
    /// </param>
    /// <param name="server">Where the agent sends.</param>
    /// <param name="queue">How many spans may wait.</param>
    /// <param name="warmUp">How many requests come before.</param>
    /// <param name="requests">How many requests are measured.</param>
    public static async Task<OverheadResult> RunAsync(string agent, Uri server, int queue, int warmUp, int requests)
    {
        string folder = Directory.CreateTempSubdirectory("ashiato-bench-agent-").FullName;
        var direct = new DirectServer();
        using var traces = agent == "opentelemetry" ? OpenTelemetryOf(server) : null;
        using var listener = agent == "listener" ? Listener() : null;
        await using var app = await StartAsync(agent, server, queue, Path.Combine(folder, "shop.db"), direct);
        for (int i = 0; i < warmUp; i++) await direct.GetAsync("/items/7");

        using var process = Process.GetCurrentProcess();
        GC.Collect();
        var start = process.TotalProcessorTime;
        long bytes = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < requests; i++)
            if (await direct.GetAsync("/items/7") != 200) throw new BenchException("A request was not answered with 200.");
        bytes = GC.GetTotalAllocatedBytes() - bytes;
        process.Refresh();
        var cpu = process.TotalProcessorTime - start;
        long[] times = await PacedAsync(direct, requests / 4);
        await app.StopAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return new OverheadResult((start - (cpu * ((double)warmUp / requests))).TotalMilliseconds, cpu.TotalMicroseconds / requests, bytes / (double)requests, Micros(times[times.Length / 2]), Micros(times[times.Length * 99 / 100]));
    }

    /// <summary>The durations of requests with pauses between them, ascending: one after the other they would wait for what the one before left to do.</summary>
    private static async Task<long[]> PacedAsync(DirectServer direct, int count)
    {
        var times = new long[count];
        for (int i = 0; i < count; i++)
        {
            Thread.Sleep(1);
            long begun = Stopwatch.GetTimestamp();
            await direct.GetAsync("/items/7");
            times[i] = Stopwatch.GetTimestamp() - begun;
        }
        Array.Sort(times);
        return times;
    }

    private static double Micros(long ticks) => Stopwatch.GetElapsedTime(0, ticks).TotalMicroseconds;

    private static async Task<WebApplication> StartAsync(string agent, Uri server, int queue, string file, DirectServer direct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Ashiato:ServerUrl", server.ToString()), new("Ashiato:SecretToken", "wrong"), new("Ashiato:ServiceName", "bench"), new("Ashiato:MaxQueueSize", $"{queue}"), new("Ashiato:ServerTimeout", "1s")]);
        builder.Services.AddSingleton<IServer>(direct);
        DbDataSource source = SqliteFactory.Instance.CreateDataSource($"Data Source={file}");
        if (agent == "ashiato")
        {
            builder.Services.AddAshiato();
            source = source.Traced();
        }
        await using (var connection = await source.OpenConnectionAsync())
        await using (var create = connection.CreateCommand())
        {
            create.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, seller INTEGER, category INTEGER); INSERT INTO items VALUES (7, 'chair', 1, 2)";
            await create.ExecuteNonQueryAsync();
        }
        var app = builder.Build();
        app.MapGet("items/{id:int}", async (int id) =>
        {
            await using var connection = await source.OpenConnectionAsync();
            return (await OneAsync(connection, "SELECT name FROM items WHERE id = @id", id), await OneAsync(connection, "SELECT seller FROM items WHERE id = @id", id), await OneAsync(connection, "SELECT category FROM items WHERE id = @id", id)).ToString();
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<object?> OneAsync(DbConnection connection, string statement, int id)
    {
        using var own = s_own.StartActivity("SELECT FROM items", ActivityKind.Client);
        own?.SetTag("db.system.name", "sqlite").SetTag("db.namespace", "shop.db").SetTag("db.query.text", statement).SetTag("db.response.returned_rows", 1);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The three statements stand above.
        command.CommandText = statement;
#pragma warning restore CA2100
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@id", id);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? reader.GetValue(0) : null;
    }

    private static ActivityListener Listener()
    {
        var listener = new ActivityListener { ShouldListenTo = static source => source.Name is "Ashiato.Bench" or "Microsoft.AspNetCore", Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static TracerProvider OpenTelemetryOf(Uri server) => Sdk.CreateTracerProviderBuilder().AddAspNetCoreInstrumentation().AddOtlpExporter(to =>
    {
        to.Protocol = OtlpExportProtocol.HttpProtobuf;
        to.Endpoint = new Uri(server, "v1/traces");
    }).Build();
}
