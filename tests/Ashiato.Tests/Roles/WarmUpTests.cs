using Ashiato.Certificates.Connections;
using Ashiato.Doctor;
using Ashiato.Intake;
using Ashiato.Query;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Tests.Roles;

public sealed class WarmUpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Keeps what is logged.</summary>
    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines) Lines.Add($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }

    [Fact]
    public async Task What_warms_the_program_is_taken_in_whole_and_makes_a_trace()
    {
        await using var store = new MemoryEventStore();

        Assert.True(await IntakeWarmUp.RunAsync(store, Cancel));

        Assert.Equal(11, (await store.GetStatusAsync(Cancel)).EventCount);
        var trace = await new Questions(store, TimeProvider.System).TraceAsync(IntakeWarmUp.TraceId, Cancel);
        Assert.Equal(9, trace!.Rows.Count);
        Assert.Equal(IntakeWarmUp.Service, trace.Services[trace.Rows[0].Service].Name);
    }

    [Fact]
    public async Task Warming_up_succeeds_and_leaves_nothing_in_the_store()
    {
        using var data = new TemporaryFolder();
        using var log = new KeptLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var store = await EmbeddedEventStore.OpenAsync(new EmbeddedStoreOptions { Directory = data.Path }, TimeProvider.System, logs, Cancel);
        var options = ProgramOptions.Read(_ => null, _ => null) with { DataDirectory = data.Path };
        await using var settings = StoreRole.OpenSettings(RoleSet.All, options);
        using var access = await Access.OpenAsync(RoleSet.All, options, settings, logs, TextWriter.Null);
        using var doctor = new ConnectionDoctor(TimeProvider.System, logs.CreateLogger<ConnectionDoctor>());
        await using var console = ConsoleRole.Build(options, store, settings, access, logs, new ConnectionDoor(null, null, TimeProvider.System), doctor, new ProcessFacts(RoleSet.Console, options, null, new RecentLog(TimeProvider.System)), server: null);

        await WarmUp.RunAsync(RoleSet.All, console.Services, logs, Cancel);

        Assert.DoesNotContain(log.Lines, line => line.Contains("warm", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, (await store.GetStatusAsync(Cancel)).EventCount);
        Assert.Null(await console.Services.GetRequiredService<IQuestions>().TraceAsync(IntakeWarmUp.TraceId, Cancel));
    }
}
