using Microsoft.Extensions.Logging;

namespace Ashiato.Doctor.Tests;

/// <summary>What an administrator reads in the log.</summary>
public sealed class ConnectionDoctorTests : IDisposable
{
    private readonly LogLines _log = new();
    private readonly ConnectionDoctor _doctor;

    public ConnectionDoctorTests() => _doctor = new ConnectionDoctor(TimeProvider.System, _log);

    public void Dispose() => _doctor.Dispose();

    [Fact]
    public void There_is_one_line_for_each_client_and_cause_however_often_it_tries()
    {
        for (int i = 0; i < 100; i++) _doctor.Saw(new Attempt(Cause.ClockOff, "10.0.0.1", 8200) { Service = "shop", UserAgent = "apm-agent-go/2.6", Detail = $"-{60 + i} s" });

        string line = Assert.Single(_log.Lines);
        Assert.Equal("Events of 10.0.0.1 (apm-agent-go/2.6, service shop) at port 8200: ClockOff. The clock of the client is off by -60 s. ", line);
    }

    [Fact]
    public void Services_of_one_client_have_lines_that_can_be_told_apart()
    {
        _doctor.Saw(new Attempt(Cause.ClockOff, "10.0.0.1", 8200) { Service = "shop", Detail = "-70 s" });
        _doctor.Saw(new Attempt(Cause.ClockOff, "10.0.0.1", 8200) { Service = "stock", Detail = "-70 s" });

        Assert.Equal(2, _log.Lines.Distinct().Count());
    }

    [Fact]
    public void What_a_stranger_says_of_itself_begins_no_line_of_its_own()
    {
        _doctor.Saw(new Attempt(Cause.WrongPath, "10.0.0.1", 8200) { Service = "a\nb", UserAgent = "x\r\ny", Detail = "/p\u001b[2J" });

        Assert.DoesNotContain(Assert.Single(_log.Lines), char.IsControl);
    }

    [Fact]
    public void A_flood_of_clients_ends_in_a_number_and_not_in_lines()
    {
        for (int i = 0; i < 1_000; i++) _doctor.Saw(new Attempt(Cause.Silent, $"10.0.{i / 250}.{i % 250}", 8200));

        Assert.InRange(_log.Lines.Count, 1, 60);
    }

    private sealed class LogLines : ILogger<ConnectionDoctor>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
