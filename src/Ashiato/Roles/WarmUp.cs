using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Ashiato.Intake;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Ashiato.Roles;

/// <summary>Goes the ways of the first request and the first question once the roles listen, so that neither waits for the compiler.</summary>
/// <remarks>It knows no store but one in memory of its own, which nobody can ask and which is gone at its end.</remarks>
internal static partial class WarmUp
{
    // A method is compiled well when it was called thirty times and nothing new was compiled for a tenth of a second.
    private const int CallsEach = 30;
    private const int Passes = 2;
    // Questions are asked by people, one at a time: compiled is enough, and compiled well would cost 3 MiB that an idle program keeps.
    private const int QuestionsEach = 2;
    private static readonly TimeSpan s_compiling = TimeSpan.FromMilliseconds(150);

    private static readonly Period s_period = new(new TimeRange(0, long.MaxValue));

    /// <summary>Warms what the roles of this process use. Failing costs nothing but the warmth.</summary>
    /// <param name="roles">The roles that run.</param>
    /// <param name="console">What the console is made of; <see langword="null"/> when it does not run here.</param>
    /// <param name="logs">For what went wrong.</param>
    /// <param name="stop">Ends the work.</param>
    public static async Task RunAsync(RoleSet roles, IServiceProvider? console, ILoggerFactory logs, CancellationToken stop)
    {
        try
        {
            var json = console?.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            for (int pass = 0; pass < Passes; pass++)
            {
                // Whoever waits for an answer goes first.
                if (pass > 0) await Task.Delay(s_compiling, stop);
                await PassAsync(roles, json, stop);
            }
            // A program without work should be as small as before.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            IdleMappings.Release();
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The program stops.
        }
        catch (Exception wrong)
        {
            LogFailed(logs.CreateLogger(typeof(WarmUp)), wrong);
        }
    }

    private static async Task PassAsync(RoleSet roles, JsonSerializerOptions? json, CancellationToken stop)
    {
        await using var store = new MemoryEventStore();
        int taken = roles.HasFlag(RoleSet.Server) ? CallsEach : 1;
        for (int i = 0; i < taken; i++) await IntakeWarmUp.RunAsync(store, stop);

        var all = await store.QueryAsync(new RowQuery { Limit = 1_000 }, stop);
        for (int i = 0; i < CallsEach; i++) WriteAndRead(all.Rows);
        if (json is null) return;

        // One trace as small as people's are: what thirty requests left would be a giant.
        await using var small = new MemoryEventStore();
        await IntakeWarmUp.RunAsync(small, stop);
        for (int i = 0; i < QuestionsEach; i++) await AskAsync(new Questions(small, TimeProvider.System), json, stop);
    }

    private static void WriteAndRead(EventBatch batch)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventBatchFormat.Write(batch, bytes);
        EventBatchFormat.Read(bytes.WrittenSpan);
    }

    private static async Task AskAsync(Questions questions, JsonSerializerOptions json, CancellationToken stop)
    {
        var trace = await questions.TraceAsync(IntakeWarmUp.TraceId, stop) ?? throw new UnreachableException("The trace that warms the program was not taken in.");
        JsonSerializer.SerializeToUtf8Bytes(trace, json);
        JsonSerializer.SerializeToUtf8Bytes(await questions.ServicesAsync(s_period, stop), json);
        JsonSerializer.SerializeToUtf8Bytes(await questions.ServiceAsync(IntakeWarmUp.Service, null, s_period, stop), json);
        JsonSerializer.SerializeToUtf8Bytes(await questions.RecentTracesAsync(s_period, 20, stop), json);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The program could not warm up; its first answers will be slow.")]
    private static partial void LogFailed(ILogger logger, Exception wrong);
}
