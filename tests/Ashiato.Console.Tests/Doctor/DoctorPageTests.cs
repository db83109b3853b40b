using Ashiato.Console.Tests.Frame;
using Ashiato.Doctor;

namespace Ashiato.Console.Tests.Doctor;

public sealed class DoctorPageTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Finding Sample => new(
        Cause.NameNotInCertificate, "10.146.0.9", 8200, "TLS 1.3", "elasticapm-go/1.15.0", ClientKind.Go, null, "34.84.12.7", "TLS alert 42 (bad certificate)", 14, s_now.AddSeconds(-40), s_now.AddSeconds(-3));

    [Fact]
    public async Task The_story_s_failure_has_a_verdict_and_the_lines_that_mend_it_in_both_languages()
    {
        await using var server = await PageServer.StartAsync();
        await TellAsync(server, Sample);

        string english = await server.GetAsync("/doctor?lang=en");
        string japanese = await server.GetAsync("/doctor?lang=ja");

        Assert.Contains("The client does not find 34.84.12.7 in the certificate, and ended the handshake.", english, StringComparison.Ordinal);
        Assert.Contains("ashiato --tls on --san 34.84.12.7", english, StringComparison.Ordinal);
        Assert.Contains("クライアントは証明書に 34.84.12.7 を見つけられず", japanese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_that_a_client_sends_is_text()
    {
        const string Markup = "<script>alert(1)</script>";
        await using var server = await PageServer.StartAsync();
        await TellAsync(server, Sample with { UserAgent = Markup, Service = Markup, Detail = Markup, Dialled = Markup, Client = Markup });

        string page = await server.Client.GetStringAsync(new Uri("/doctor/board?losses=true", UriKind.Relative), Cancel);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_delivers_since_is_no_trouble_any_more()
    {
        await using var server = await PageServer.StartAsync();
        await TellAsync(server, Sample, Sample with { Cause = Cause.Delivered, Service = "isucari", Dialled = null, LastSeen = s_now, Count = 1_920 });

        string page = await server.GetAsync("/doctor?lang=en");

        Assert.DoesNotContain("cannot deliver", page, StringComparison.Ordinal);
        Assert.Contains("Works since", page, StringComparison.Ordinal);
        Assert.Contains("1,920 events", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop", true)]
    [InlineData("isucari", false)]
    public async Task A_clock_that_is_off_is_a_warning_and_mended_only_by_what_its_own_service_delivers(string delivers, bool worksSince)
    {
        await using var server = await PageServer.StartAsync();
        var clock = Sample with { Cause = Cause.ClockOff, Service = "shop", Dialled = null, Detail = "-90 s" };
        await TellAsync(server, clock, Sample with { Cause = Cause.Delivered, Service = delivers, Dialled = null, LastSeen = s_now });

        string page = await server.GetAsync("/doctor?lang=en");

        Assert.Matches("<details class=\"finding warn\"[^>]* data-cause=\"ClockOff\"", page);
        Assert.Equal(worksSince, page.Contains("Works since", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_has_knocked_is_said_too_and_the_waiting_page_shows_the_board()
    {
        await using var server = await PageServer.StartAsync();

        Assert.Contains("Nobody has connected to http://127.0.0.1:8200", await server.GetAsync("/setup?lang=en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_became_of_each_service_s_events_is_told()
    {
        await using var server = await PageServer.StartAsync();
        var report = new DoctorReport("one", s_now, s_now, [], [new ServiceLosses("isucari", 85_517, 12, 3, 41, 2)], null);
        await new DoctorReports(server.Settings, TimeProvider.System).WriteAsync(report, Cancel);
        await new DoctorReports(server.Settings, TimeProvider.System).WriteAsync(report with { Process = "two" }, Cancel);

        string page = await server.GetAsync("/doctor?lang=en");

        Assert.All(["171,034", "24", "82"], count => Assert.Contains($">{count}<", page, StringComparison.Ordinal));
        // The same as a file, for whoever is asked for help.
        Assert.Contains("href=\"/api/doctor\" download=\"ashiato-doctor.json\"", page, StringComparison.Ordinal);
        Assert.Contains("\"received\":171034", await server.GetAsync("/api/doctor"), StringComparison.Ordinal);
    }

    private static async Task TellAsync(PageServer server, params Finding[] findings) =>
        await new DoctorReports(server.Settings, TimeProvider.System).WriteAsync(new DoctorReport("one", s_now, s_now, findings, [], null), Cancel);
}
