using System.Net;
using Ashiato.Intake.Tests;
using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests.Delivery;

/// <summary>Whatever happens to the server, the application answers, and its log says in one line what is wrong.</summary>
public sealed class DeliveryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_the_start_one_line_says_that_sending_works()
    {
        await using var server = await IntakeServer.StartAsync(options => options.SecretToken = "right");
        await using var shop = await StartAsync(server.Address, "SecretToken=right");

        string line = await shop.Log.WaitAsync("go to");

        Assert.StartsWith($"Ashiato: events of the service 'shop' go to {server.Address.ToString().TrimEnd('/')}: it takes them, and speaks as APM Server", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_one_line_says_so_and_when_it_comes_everything_that_waited_is_sent()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var relay = new Relay(server.Address);
        await using var shop = await StartAsync(relay.Address);

        Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));
        string line = await shop.Log.WaitAsync("do not reach");
        relay.Listen();
        Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/second"));

        Assert.Contains("cannot be reached", line, StringComparison.Ordinal);
        await server.TraceOfAsync("GET /first");
        await server.TraceOfAsync("GET /second");
        await shop.Log.WaitAsync("again; lost meanwhile: 0");
        Assert.Single(shop.Log.All, one => one.Contains("do not reach", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_token_is_one_line_that_names_the_variable()
    {
        await using var server = await IntakeServer.StartAsync(options => options.SecretToken = "right");
        await using var shop = await StartAsync(server.Address, "SecretToken=wrong");

        string line = await shop.Log.WaitAsync("do not reach");
        for (int i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));

        Assert.Contains("ELASTIC_APM_SECRET_TOKEN", line, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", line, StringComparison.Ordinal);
        Assert.Single(shop.Log.All);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_one_line_that_says_how_to_trust_it_and_the_file_helps()
    {
        using var folder = new TemporaryFolder();
        using var issuer = new TestIssuer(folder.Path);
        issuer.Issue("127.0.0.1");
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TlsServer.StartAsync(issuer, sent);

        await using (var shop = await StartAsync(server.Address))
        {
            Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));
            Assert.Contains("ELASTIC_APM_SERVER_CA_CERT_FILE", await shop.Log.WaitAsync("does not trust the certificate"), StringComparison.Ordinal);
            Assert.False(sent.Task.IsCompleted);
        }
        await using var trusting = await StartAsync(server.Address, $"ServerCaCertFile={issuer.AuthorityPath}");
        await trusting.Log.WaitAsync("it takes them");
        await trusting.GetAsync("/first");
        await sent.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_server_that_hangs_holds_nothing_up_and_nothing_is_lost_when_it_wakes()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var relay = new Relay(server.Address);
        relay.Listen(hangs: true);
        await using var shop = await StartAsync(relay.Address, "ServerTimeout=200ms");

        Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));
        await shop.Log.WaitAsync("does not answer in time");
        relay.Listen();

        await server.TraceOfAsync("GET /first");
        await shop.Log.WaitAsync("again; lost meanwhile: 0");
    }

    [Fact]
    public async Task What_is_sent_again_because_its_answer_was_lost_is_known_by_its_name_and_kept_once()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var relay = new Relay(server.Address);
        relay.Listen(losesAnswers: true);
        await using var shop = await StartAsync(relay.Address, "ServerTimeout=200ms");

        await shop.GetAsync("/first");
        await server.TraceOfAsync("GET /first");
        await shop.Log.WaitAsync("does not answer in time");
        relay.Listen();
        await shop.Log.WaitAsync("again; lost meanwhile: 0");
        await shop.GetAsync("/second");

        await server.TraceOfAsync("GET /second");
        Assert.Single(server.Stored, row => row.Text(Fields.TransactionName) == "GET /first");
    }

    [Fact]
    public async Task A_server_that_dies_and_comes_back_gets_what_ended_meanwhile()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var relay = new Relay(server.Address);
        relay.Listen();
        await using var shop = await StartAsync(relay.Address);
        await shop.GetAsync("/first");
        await server.TraceOfAsync("GET /first");

        relay.Stop();
        Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/second"));
        await shop.Log.WaitAsync("do not reach");
        relay.Listen();

        await server.TraceOfAsync("GET /second");
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_says_so_when_the_server_is_back()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var relay = new Relay(server.Address);
        await using var shop = await StartAsync(relay.Address, "MaxQueueSize=16");
        await shop.Log.WaitAsync("do not reach");

        for (int i = 0; i < 40; i++) Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));
        // The last request is over for its client before it is for the server.
        while (shop.Agent.Lost < 24) await Task.Delay(10, Cancel);
        Assert.Equal(24, shop.Agent.Lost);
        relay.Listen();

        await server.TraceOfAsync("GET /first");
        await shop.Log.WaitAsync("again; lost meanwhile: 24");
        await shop.GetAsync("/second");
        await server.TraceOfAsync("GET /second");
    }

    [Fact]
    public async Task When_it_is_said_that_events_arrive_again_there_is_room_for_them()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var relay = new Relay(server.Address);
        await using var shop = await StartAsync(relay.Address, "MaxQueueSize=16");
        await shop.Log.WaitAsync("do not reach");
        for (int i = 0; i < 17; i++) Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));
        while (shop.Agent.Lost < 1) await Task.Delay(10, Cancel);
        shop.Log.Written = line =>
        {
            if (!line.Contains("again; lost", StringComparison.Ordinal)) return;
            // Who sends is kept from being recorded, and with it what it starts as usual.
            var work = new Thread(() => Tracing.BeginTransaction("as soon as it is said")?.Dispose());
            work.UnsafeStart();
            work.Join();
        };

        relay.Listen();

        await server.TraceOfAsync("as soon as it is said");
        Assert.Equal(1, shop.Agent.Lost);
    }

    [Fact]
    public async Task The_second_server_is_tried_when_the_first_does_not_answer()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var away = new Relay(server.Address);
        await using var shop = await StartAsync(away.Address, $"ServerUrls={away.Address},{server.Address}");

        await shop.GetAsync("/first");

        await server.TraceOfAsync("GET /first");
    }

    [Fact]
    public async Task An_agent_that_is_off_records_and_says_nothing()
    {
        await using var server = await IntakeServer.StartAsync();
        await using (var shop = await StartAsync(server.Address, "Enabled=false")) Assert.Equal(HttpStatusCode.OK, await shop.GetAsync("/first"));
        await using var on = await StartAsync(server.Address);

        await on.GetAsync("/second");

        await server.TraceOfAsync("GET /second");
        Assert.Single(server.Stored);
    }

    private static Task<TracedApplication> StartAsync(Uri server, params string[] settings) => TracedApplication.StartAsync(server, app =>
    {
        app.MapGet("first", () => "1");
        app.MapGet("second", () => "2");
    }, settings);
}
