using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ashiato.Bench.Data;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench doctor</c>: what do clients cost whose handshakes fail? Budget: at 10,000 a second bounded memory, and ingest keeps 80 % of its rate.</summary>
internal static class DoctorCommand
{
    private const double Mebi = 1024 * 1024;

    private static readonly Option<int> s_flood = new("--handshakes") { Description = "Failing handshakes per second.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> s_addresses = new("--addresses") { Description = "From how many addresses of the loopback they come.", DefaultValueFactory = _ => 5_000 };
    private static readonly Option<double> s_rate = new("--rate") { Description = "Events per second that are sent all the while.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> s_seconds = new("--seconds") { Description = "How long each half takes.", DefaultValueFactory = _ => 20 };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the table in bench/results under this name." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    public static Command Create()
    {
        var command = new Command("doctor", "Measure what failing handshakes cost: ingest beside them, memory, processor time. Exit code 1 when ingest keeps less than 80 % of its rate.")
        {
            s_flood, s_addresses, s_rate, s_seconds, s_name, s_program,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        int perSecond = parsed.GetValue(s_flood), addresses = parsed.GetValue(s_addresses), seconds = parsed.GetValue(s_seconds);
        double rate = parsed.GetValue(s_rate);
        var options = new LoadOptions { Events = (long)(rate * seconds * 2), WarmEvents = 100_000, Protocol = BenchProtocol.V2, Seed = 1, PerSecond = 20_000, Connections = 4, Rate = rate };
        var bodies = LoadBodies.Make(options);
        GC.Collect();
        await using var target = await Target.StartEncryptedAsync(parsed.GetValue(s_program)!, cancel);
        using var sender = new Sender(target.Server, options.Protocol, options.Connections, target.Authority);
        await sender.SendAsync(bodies.Warm, null, cancel);
        await Task.Delay(TimeSpan.FromSeconds(5), cancel);

        var half = bodies.Measured.Count / 2;
        var table = new ResultTable(string.Create(CultureInfo.InvariantCulture, $"ingest at {rate:N0} events/s over TLS, without and with {perSecond:N0} failing handshakes/s from {addresses:N0} addresses"));
        var alone = await MeasureAsync(table, "alone", target, sender, [.. bodies.Measured.Take(half)], rate, null, cancel);
        var flood = new HandshakeFlood(target.Server, perSecond, addresses);
        var beside = await MeasureAsync(table, "beside failing handshakes", target, sender, [.. bodies.Measured.Skip(half)], rate, flood, cancel);
        double kept = beside / alone;
        table.Add("ingest keeps", $"{kept:P1} of its rate");
        await AddMemoryAsync(table, target, cancel);
        Console.WriteLine(table);
        string command = string.Create(CultureInfo.InvariantCulture, $"bench doctor --handshakes {perSecond} --addresses {addresses} --rate {rate} --seconds {seconds}");
        if (parsed.GetValue(s_name) is { } name) Console.WriteLine(ResultFile.Append(name, command, table.ToString()));
        return kept >= 0.8 ? 0 : 1;
    }

    private static async Task<double> MeasureAsync(
        ResultTable table, string what, Target target, Sender sender, IReadOnlyList<LoadBody> bodies, double rate, HandshakeFlood? flood, CancellationToken cancel)
    {
        var usage = target.Usage!;
        using var flooding = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var flooded = flood?.RunAsync(flooding.Token) ?? Task.CompletedTask;
        var cpu = usage.Cpu();
        long resident = usage.ResidentBytes(), begun = flood?.Failed ?? 0;
        var sent = await sender.SendAsync(bodies, rate, cancel);
        var spent = usage.Cpu() - cpu;
        long failed = (flood?.Failed ?? 0) - begun;
        await flooding.CancelAsync();
        await flooded;

        double perSecond = sent.Accepted / sent.Elapsed.TotalSeconds;
        table.Add($"{what}: events/s", $"{perSecond:N0}, {sent.Refused} requests refused, {sent.Unanswered} unanswered");
        table.Add($"{what}: answer p50 / p95 / p99", sent.Latencies.ToString());
        table.Add($"{what}: server's processor time", $"{spent.TotalSeconds / sent.Elapsed.TotalSeconds:F2} cores");
        table.Add($"{what}: resident before and after", $"{resident / Mebi:F0} and {usage.ResidentBytes() / Mebi:F0} MiB");
        if (flood is not null) table.Add("failing handshakes", $"{failed:N0}, {failed / sent.Elapsed.TotalSeconds:N0} a second");
        return perSecond;
    }

    private static async Task AddMemoryAsync(ResultTable table, Target target, CancellationToken cancel)
    {
        using var client = new HttpClient(Trust.Handler(() => target.Authority)) { BaseAddress = target.Console };
        string json = await client.GetStringAsync(new Uri("/api/doctor", UriKind.Relative), cancel);
        using var answer = JsonDocument.Parse(json);
        var findings = answer.RootElement.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("cause").GetString() != "delivered").ToList();
        table.Add("troubles that are told, and their attempts", $"{findings.Count:N0}, {findings.Sum(finding => finding.GetProperty("count").GetInt64()):N0}");
        await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        table.Add("resident 5 s later, and the most ever", $"{target.Usage!.ResidentBytes() / Mebi:F0} and {target.Usage.PeakResidentBytes() / Mebi:F0} MiB");
    }
}
