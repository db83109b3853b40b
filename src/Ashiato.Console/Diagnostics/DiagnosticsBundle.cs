using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ashiato.Doctor;
using Ashiato.Query;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Settings;
using Ashiato.Settings.Agents;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Diagnostics;

/// <summary>One archive with what somebody needs who is to help: how this process was started and is, what the store holds, what the doctor found, who sends, and the newest lines of the log.</summary>
/// <remarks>
/// No event, no user and no key is in it. Settings are masked where they are read, and those that the process knows are taken out of everything on its way into
/// the archive, and what looks like one out of the log. Each part is bounded, and one that cannot be read says why, without spoiling the others: an archive is asked for when something is broken.
/// </remarks>
public sealed class DiagnosticsBundle(IQuestions questions, ISettingsStore settings, IProcessFacts facts, TimeProvider time)
{
    /// <summary>The kind of its file.</summary>
    public const string ContentType = "application/zip";

    /// <summary>Of a list, so many at most.</summary>
    public const int MostEntries = 1_000;

    /// <summary>Of a line of the log, so many characters at most.</summary>
    public const int LongestLine = 2_000;

    private static readonly TimeSpan s_seen = TimeSpan.FromDays(1);

    private readonly DoctorReports _doctor = new(settings, time);
    private readonly AgentReports _agents = new(settings, time);
    private readonly AgentConfigurations _configurations = new(settings, time);

    /// <summary>What the file is best called.</summary>
    public string FileName => $"ashiato-diagnostics-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.zip";

    /// <summary>Makes the archive.</summary>
    public async Task<byte[]> MakeAsync(CancellationToken cancel)
    {
        var secrets = new KnownSecrets(facts.Secrets);
        (string Name, Func<Task<string>> Read)[] parts =
        [
            ("about.json", () => Task.FromResult(Json(ProcessAbout.Read(facts.Roles, time.GetUtcNow()), DiagnosticsJson.Default.ProcessAbout))),
            ("settings.json", () => Task.FromResult(Json(facts.Settings, DiagnosticsJson.Default.IReadOnlyListSettingLine))),
            ("store.json", async () => Json(Bounded(await questions.StatusAsync(cancel)), DiagnosticsJson.Default.StoreStatus)),
            ("usage.json", async () => Json(await questions.UsageAsync(cancel) is { } usage ? Bounded(usage) : null, DiagnosticsJson.Default.StoreUsage)),
            ("services.json", async () => Json(await ServicesAsync(cancel), DiagnosticsJson.Default.IReadOnlyListServiceLine)),
            ("agents.json", async () => Json(await AgentsAsync(cancel), DiagnosticsJson.Default.IReadOnlyListAgentLine)),
            ("doctor.json", async () => Json(Bounded(await _doctor.ReadAsync(cancel)), DiagnosticsJson.Default.DoctorReport)),
            ("log.txt", () => Task.FromResult(string.Join('\n', facts.LogLines.TakeLast(MostEntries).Select(line => Cut(SecretMask.Text(secrets.Mask(line))))))),
        ];
        // Whole texts at once, before any is written: what is slow is asked side by side.
        string[] texts = await Task.WhenAll(parts.Select(part => TextOfAsync(part.Read, cancel)));
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < parts.Length; i++)
            {
                await using var entry = await archive.CreateEntry(parts[i].Name).OpenAsync(cancel);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(secrets.Mask(texts[i])), cancel);
            }
        }
        return file.ToArray();
    }

    private static async Task<string> TextOfAsync(Func<Task<string>> read, CancellationToken cancel)
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && failure is QueryException or StoreBusyException or SettingsUnavailableException or IOException or HttpRequestException or InvalidOperationException)
        {
            return $"This could not be read: {failure.Message}";
        }
    }

    private async Task<IReadOnlyList<ServiceLine>> ServicesAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var list = await questions.ServicesAsync(new Period(new TimeRange(Micros(now - s_seen), Micros(now))), cancel);
        return [.. list.Services.Take(MostEntries).Select(service =>
            new ServiceLine(service.Name, service.Environments, service.Language, service.Version, service.AgentName, service.InstanceCount, service.TransactionCount, service.FailedCount))];
    }

    private async Task<IReadOnlyList<AgentLine>> AgentsAsync(CancellationToken cancel)
    {
        var (asking, silent) = await _agents.ReadAllAsync(await _configurations.ReadAsync(cancel), cancel);
        return
        [
            .. asking.Select(agent => new AgentLine(agent.State.Service, agent.State.Environment, agent.State.Agent, agent.State.SeenAt, agent.HasCurrent))
                .Concat(silent.Select(service => new AgentLine(service.Service, null, service.Agent, null, null)))
                .Take(MostEntries),
        ];
    }

    private static StoreStatus Bounded(StoreStatus status) => status with { Problems = [.. status.Problems.Take(MostEntries)] };

    private static StoreUsage Bounded(StoreUsage usage) => usage with { Shares = [.. usage.Shares.Take(MostEntries)] };

    private static DoctorReport Bounded(DoctorReport report) => report with { Findings = [.. report.Findings.Take(MostEntries)], Losses = [.. report.Losses.Take(MostEntries)] };

    private static string Cut(string line) => line.Length <= LongestLine ? line : line[..LongestLine] + "…";

    private static long Micros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
