using System.Net.Http.Headers;
using System.Text.Json;
using Ashiato.Agent.Settings;
using OpenTelemetry;

namespace Ashiato.Agent.Delivery;

/// <summary>Finds out at the start whether events will arrive, and says so in one line. Nobody waits for it.</summary>
internal sealed class StartupCheck(AgentSettings settings, ServerClient server, DeliveryJournal journal, AgentLog log, TimeProvider time)
{
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Goes the way of the first events: the name, the port, TLS, who answers there, and whether it takes events from this sender.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var silence = SuppressInstrumentationScope.Begin();
        var to = server.Server;
        try
        {
            var (trouble, version) = await AskAsync(to, cancel).ConfigureAwait(false);
            trouble ??= await OfferAsync(to, cancel).ConfigureAwait(false);
            if (trouble is not null)
            {
                journal.Failed(trouble, to);
                return;
            }
            journal.Succeeded(to);
            log.Sends(settings.ServiceName, DeliveryJournal.Shown(to), version is null ? "it takes them" : $"it takes them, and speaks as APM Server {version}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException)
        {
            if (!cancel.IsCancellationRequested) journal.Failed(Trouble.Of(e, to), to);
        }
    }

    /// <summary>Asks who is there, and what time it is there.</summary>
    private async Task<(Trouble? Trouble, string? Version)> AskAsync(Uri to, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.UrlOf("/"));
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        byte[] body = await BoundedBody.ReadAsync(answer.Content, MaxAnswerBytes, cancel).ConfigureAwait(false);
        if (answer.Headers.Contains("X-elastic-product"))
            return (new Trouble("port", "Elasticsearch, or Ashiato's store, answers at this port.", "Set ELASTIC_APM_SERVER_URL to the server, by default at port 8200."), null);
        if (answer.Headers.Contains("kbn-name") || (int)answer.StatusCode is >= 300 and < 400)
            return (new Trouble("port", "a console answers at this port, Kibana or Ashiato's.", "Set ELASTIC_APM_SERVER_URL to the server, by default at port 8200."), null);
        if (answer.Headers.Date is { } there && time.GetUtcNow() - there is var off && off.Duration() > s_clockTolerance)
            log.Complain($"This machine's clock is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} the server's; events appear at the wrong time. Set one of them.");
        return (null, VersionIn(body));
    }

    /// <summary>Offers no events at all, which is a valid request to anybody who takes events.</summary>
    private async Task<Trouble?> OfferAsync(Uri to, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.UrlOf("/v1/traces")) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        byte[] body = await BoundedBody.ReadAsync(answer.Content, MaxAnswerBytes, cancel).ConfigureAwait(false);
        return Trouble.Of(answer.StatusCode, body, settings.Authorization is not null, to);
    }

    private static string? VersionIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String ? version.GetString() : null;
        }
        catch (JsonException)
        {
            // Other servers that take OTLP answer as they like.
            return null;
        }
    }
}
