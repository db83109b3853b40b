using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Microsoft.Extensions.Logging;

namespace Ashiato.Kube.Events;

/// <summary>Tells people about an object, in what <c>kubectl describe</c> shows below it.</summary>
/// <remarks>Events are told in the background and may be lost: work never waits for them, nor fails with them.</remarks>
public sealed partial class EventRecorder(IKubeClient client, string component, string instance, ILogger log, TimeProvider time)
{
    private const int MaxWaiting = 1000, MaxRemembered = 5000, MaxMessage = 1024;
    private static readonly TimeSpan s_countUpFor = TimeSpan.FromMinutes(10), s_writeEvery = TimeSpan.FromMinutes(1);
    private readonly Channel<Told> _waiting = Channel.CreateBounded<Told>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Dictionary<(string Uid, string Type, string Reason, string Message), (ObjectKey Event, int Count, DateTimeOffset Last, DateTimeOffset Written)> _recent = [];

    private sealed record Told(JsonObject About, string Type, string Reason, string Message);

    /// <summary>Tells something that went as it should.</summary>
    public void Normal(JsonObject about, string reason, string message) => _waiting.Writer.TryWrite(new Told(about, "Normal", reason, message));

    /// <summary>Tells something that somebody should look at.</summary>
    public void Warning(JsonObject about, string reason, string message) => _waiting.Writer.TryWrite(new Told(about, "Warning", reason, message));

    /// <summary>Writes what was told, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var told in _waiting.Reader.ReadAllAsync(cancel)) await WriteAsync(told, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task WriteAsync(Told told, CancellationToken cancel)
    {
        string message = told.Message.Length > MaxMessage ? told.Message[..MaxMessage] : told.Message;
        var same = (told.About.Uid, told.Type, told.Reason, message);
        var now = time.GetUtcNow();
        try
        {
            if (_recent.TryGetValue(same, out var known) && now - known.Last < s_countUpFor)
            {
                // What is told again and again is counted here, and written now and then.
                bool isDue = now - known.Written >= s_writeEvery;
                _recent[same] = known with { Count = known.Count + 1, Last = now, Written = isDue ? now : known.Written };
                if (!isDue) return;
                await client.PatchAsync(ResourceTypes.Events, known.Event, new JsonObject { ["count"] = known.Count + 1, ["lastTimestamp"] = KubeTime.Seconds(now) }, cancel);
                return;
            }
            if (_recent.Count >= MaxRemembered) Forget(now);
            var made = await client.CreateAsync(ResourceTypes.Events, EventOf(told, message, now), cancel);
            _recent[same] = (made.Key, 1, now, now);
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or TimeoutException)
        {
            _recent.Remove(same);
            LogLost(told.Reason, told.About.Name, e.Message);
        }
    }

    private JsonObject EventOf(Told told, string message, DateTimeOffset now)
    {
        string seconds = KubeTime.Seconds(now);
        string ns = told.About.Namespace.Length == 0 ? "default" : told.About.Namespace;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"{told.About.Name}.{now.Ticks:x16}"), ["namespace"] = ns },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = told.About.Text("apiVersion"),
                ["kind"] = told.About.Text("kind"),
                ["name"] = told.About.Name,
                ["namespace"] = told.About.Namespace,
                ["uid"] = told.About.Uid,
                ["resourceVersion"] = told.About.ResourceVersion,
            },
            ["reason"] = told.Reason,
            ["message"] = message,
            ["type"] = told.Type,
            ["count"] = 1,
            ["firstTimestamp"] = seconds,
            ["lastTimestamp"] = seconds,
            ["source"] = new JsonObject { ["component"] = component },
            ["reportingComponent"] = component,
            ["reportingInstance"] = instance,
        };
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var old in _recent.Where(entry => now - entry.Value.Last >= s_countUpFor).Select(entry => entry.Key).ToList()) _recent.Remove(old);
        if (_recent.Count >= MaxRemembered) _recent.Clear();
    }

    [LoggerMessage(LogLevel.Warning, "The event {Reason} about {Name} was lost: {Trouble}")]
    private partial void LogLost(string reason, string name, string trouble);
}
