using System.Net;
using System.Text.Json;
using Ashiato.Agent.Delivery;
using Ashiato.Agent.Settings;
using OpenTelemetry;

namespace Ashiato.Agent.Central;

/// <summary>Asks the server now and then what to record. The next question says which answer is in use.</summary>
internal sealed class ConfigurationPoll(AgentSettings settings, ServerClient server, LiveRecording recording, AgentLog log)
{
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_without = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(30);

    private string? _tag;

    /// <summary>Asks until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var wait = await AskAsync(cancel).ConfigureAwait(false);
            await Task.Delay(wait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks once.</summary>
    /// <returns>How long to wait before the next time.</returns>
    private async Task<TimeSpan> AskAsync(CancellationToken cancel)
    {
        try
        {
            using var silence = SuppressInstrumentationScope.Begin();
            using var request = new HttpRequestMessage(HttpMethod.Get, server.UrlOf(Path()));
            if (_tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{_tag}\"");
            using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                await TakeAsync(answer, cancel).ConfigureAwait(false);
                // Asking again at once tells the server that its answer is in use.
                return _tag is null or "-" ? WaitOf(answer) : TimeSpan.FromMilliseconds(100);
            }
            return answer.StatusCode == HttpStatusCode.NotModified || (int)answer.StatusCode < 500 ? WaitOf(answer) : s_afterFailure;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidDataException)
        {
            // That the server cannot be reached is said by the delivery of events, once.
            return s_afterFailure;
        }
    }

    private string Path()
    {
        string path = "/config/v1/agents?service.name=" + Uri.EscapeDataString(settings.ServiceName);
        return settings.Environment is { } environment ? path + "&service.environment=" + Uri.EscapeDataString(environment) : path;
    }

    private async Task TakeAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        string? tag = answer.Headers.TryGetValues("Etag", out var tags) ? tags.First().Trim('"') : null;
        bool isRepeated = tag is not null && tag == _tag;
        byte[] body = await BoundedBody.ReadAsync(answer.Content, MaxAnswerBytes, cancel).ConfigureAwait(false);
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object) return;
        var applied = recording.Apply(json.RootElement.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String).Select(one => KeyValuePair.Create(one.Name, one.Value.GetString()!)));
        bool hadAny = _tag is not (null or "-");
        _tag = tag;
        if (isRepeated) return;
        if (applied.Count > 0) log.ConfigurationApplied(string.Join(", ", applied));
        else if (hadAny) log.ConfigurationApplied("nothing; what the application was started with counts again");
    }

    private static TimeSpan WaitOf(HttpResponseMessage answer)
    {
        if (answer.Headers.CacheControl?.MaxAge is not { } age) return s_without;
        return age < s_least ? s_least : age;
    }
}
