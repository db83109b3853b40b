using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Ashiato.Doctor;

/// <summary>Hears of every attempt to deliver events, remembers the recent ones, and says why nothing arrives. Thread-safe.</summary>
public sealed partial class ConnectionDoctor : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Ashiato.Doctor";

    /// <summary>So many lines go to the log in a minute; who is flooded by strangers need not be by lines.</summary>
    private const int LinesPerMinute = 60;

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _events;
    private readonly Lock _logging = new();
    private long _minuteBegan;
    private int _lines;
    private long _unsaid;

    /// <param name="time">The clock.</param>
    /// <param name="log">Gets one line for each new cause and client.</param>
    public ConnectionDoctor(TimeProvider time, ILogger<ConnectionDoctor> log)
    {
        (_time, _log) = (time, log);
        Memory = new AttemptMemory(time);
        _minuteBegan = time.GetTimestamp();
        _attempts = _meter.CreateCounter<long>("ashiato.doctor.attempts", "{attempt}", "Attempts to deliver events that came to nothing, by cause");
        _events = _meter.CreateCounter<long>("ashiato.doctor.events", "{event}", "Events by what became of them: received, rejected, sampled_out, dropped_by_agent or expired");
    }

    /// <summary>What is remembered.</summary>
    public AttemptMemory Memory { get; }

    /// <summary>What became of events.</summary>
    public LossLedger Ledger { get; } = new();

    /// <summary>An attempt was made.</summary>
    public void Saw(in Attempt attempt)
    {
        var (finding, isNew) = Memory.Add(attempt);
        if (attempt.Cause == Cause.Delivered) return;
        _attempts.Add(Math.Max(1, attempt.Count), new KeyValuePair<string, object?>("cause", attempt.Cause.ToString()));
        if (isNew) Tell(finding);
    }

    /// <summary>Events of a service came to something.</summary>
    public void Count(ServiceLosses losses)
    {
        Ledger.Add(losses);
        Count("received", losses.Received);
        Count("rejected", losses.Rejected);
        Count("sampled_out", losses.SampledOut);
        Count("dropped_by_agent", losses.DroppedByAgent);
        Count("expired", losses.Expired);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(string fate, long count)
    {
        if (count > 0) _events.Add(count, new KeyValuePair<string, object?>("fate", fate));
    }

    private void Tell(Finding finding)
    {
        long unsaid;
        lock (_logging)
        {
            if (_time.GetElapsedTime(_minuteBegan) >= TimeSpan.FromMinutes(1)) (_minuteBegan, _lines) = (_time.GetTimestamp(), 0);
            if (_lines >= LinesPerMinute)
            {
                _unsaid++;
                return;
            }
            _lines++;
            (unsaid, _unsaid) = (_unsaid, 0);
        }
        if (unsaid > 0) LogUnsaid(unsaid);
        if (!_log.IsEnabled(LogLevel.Warning)) return;
        // What a stranger says must not begin a line of its own.
        string sentence = OneLine(Verdict.Of(finding, null, System.Globalization.CultureInfo.InvariantCulture).Sentence);
        string detail = OneLine(finding.Detail ?? "");
        if (sentence.Contains(detail, StringComparison.Ordinal)) detail = "";
        LogFound(OneLine(Sender(finding)), finding.Port, finding.Cause, sentence, detail);
    }

    // The same client may send for several services, and each has its line: without the name the lines would look alike.
    private static string Sender(Finding finding)
    {
        string program = finding.UserAgent ?? "unnamed";
        return finding.Service is { } service ? $"{finding.Client} ({program}, service {service})" : $"{finding.Client} ({program})";
    }

    private static string OneLine(string text) => string.Create(text.Length, text, static (line, from) =>
    {
        for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });

    [LoggerMessage(EventId = 500, Level = LogLevel.Warning, Message = "Events of {Client} at port {Port}: {Cause}. {Sentence} {Detail}")]
    private partial void LogFound(string client, int port, Cause cause, string sentence, string detail);

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "{Count} more clients had trouble within the last minutes; /api/doctor has the latest of each kind")]
    private partial void LogUnsaid(long count);
}
