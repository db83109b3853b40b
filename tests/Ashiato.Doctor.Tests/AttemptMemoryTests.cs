namespace Ashiato.Doctor.Tests;

public sealed class AttemptMemoryTests
{
    private readonly AttemptMemory _memory = new(TimeProvider.System);

    [Fact]
    public void Attempts_of_one_client_that_come_to_the_same_are_one_finding()
    {
        var attempt = new Attempt(Cause.WrongSecretToken, "10.0.0.1", 8200) { UserAgent = "apm-agent-python/6.0 (shop)" };

        var (_, isNew) = _memory.Add(attempt);
        var (finding, isNewAgain) = _memory.Add(attempt);

        Assert.True(isNew && !isNewAgain);
        Assert.Equal((2, ClientKind.Python), (finding.Count, finding.Kind));
        Assert.Equal([finding], _memory.Read(DateTimeOffset.MinValue));
    }

    [Fact]
    public void A_handshake_that_broke_off_is_lone_until_there_is_another_soon_or_the_client_said_why()
    {
        var time = new SetTime();
        var memory = new AttemptMemory(time);
        var within = TimeSpan.FromMinutes(5);
        var silent = new Attempt(Cause.UnknownAuthority, "10.0.0.1", 8200) { Detail = "closed as soon as it saw the certificate" };

        Assert.True(memory.Add(silent).Finding.IsLone(within));
        time.Now += TimeSpan.FromHours(1);
        Assert.True(memory.Add(silent).Finding.IsLone(within));
        time.Now += TimeSpan.FromMinutes(1);
        Assert.False(memory.Add(silent).Finding.IsLone(within));
        Assert.False(memory.Add(silent with { Client = "10.0.0.2", IsSaid = true }).Finding.IsLone(within));
    }

    [Fact]
    public void A_flood_of_one_cause_pushes_out_nothing_of_another()
    {
        _memory.Add(new Attempt(Cause.WrongSecretToken, "10.0.0.1", 8200));

        string endless = new('x', 100_000);
        for (int i = 0; i < 100_000; i++) _memory.Add(new Attempt(Cause.TlsHandshake, $"10.1.{i / 250 % 250}.{i % 250}", 8200) { Dialled = endless, Detail = $"flood {i}" });

        var findings = _memory.Read(DateTimeOffset.MinValue);
        Assert.Single(findings, finding => finding.Cause == Cause.WrongSecretToken);
        Assert.Equal(AttemptMemory.MaxOfCause, findings.Count(finding => finding.Cause == Cause.TlsHandshake));
        Assert.All(findings, finding => Assert.True((finding.Dialled?.Length ?? 0) <= 200));
        Assert.Equal(100_000, _memory.TotalOf(Cause.TlsHandshake));
    }

    [Fact]
    public void Who_said_who_it_is_is_known_when_its_handshake_fails_later()
    {
        _memory.Add(new Attempt(Cause.Delivered, "10.0.0.1", 8200) { UserAgent = "apm-agent-go/2.6 (shop)" });

        var (finding, _) = _memory.Add(new Attempt(Cause.UnknownAuthority, "10.0.0.1", 8200));

        Assert.Equal(ClientKind.Go, finding.Kind);
    }

    [Fact]
    public void Where_programs_of_several_kinds_share_an_address_it_is_not_guessed()
    {
        _memory.Add(new Attempt(Cause.Delivered, "10.0.0.1", 8200) { UserAgent = "apm-agent-go/2.6 (shop)" });
        _memory.Add(new Attempt(Cause.WrongPath, "10.0.0.1", 8200) { UserAgent = "curl/8" });

        var (finding, _) = _memory.Add(new Attempt(Cause.UnknownAuthority, "10.0.0.1", 8200));

        Assert.Equal(ClientKind.Unknown, finding.Kind);
    }

    /// <summary>A clock that a test sets.</summary>
    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
