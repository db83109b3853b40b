using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Ashiato.Agent.Telemetry;

/// <summary>Gives activities of others the names and the few attributes by which they are told apart.</summary>
internal sealed class Completion : BaseProcessor<Activity>
{
    private const int Capacity = 4_096;
    private readonly ConcurrentDictionary<(string, string), string> _names = new();

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (!data.Recorded) return;
        if (data.Source.Name == Sources.HttpCalls) NameCall(data);
        else if (Transactions.IsOne(data) && SpanBudget.Ended(data).Dropped is var dropped and > 0) data.SetTag("ashiato.dropped_spans", dropped);
    }

    /// <summary>Names a call by method and host: the bare method, which the runtime gives it, says too little in a timeline.</summary>
    private void NameCall(Activity call)
    {
        if (call.GetTagItem("http.request.method") is not string method || call.GetTagItem("server.address") is not string host) return;
        if (!_names.TryGetValue((method, host), out string? name))
        {
            name = $"{method} {host}";
            if (_names.Count < Capacity) _names.TryAdd((method, host), name);
        }
        call.DisplayName = name;
        // Status codes from 400 on are failures of the call; the runtime says so by the type of error only.
        if (call.GetTagItem("error.type") is not null && call.Status == ActivityStatusCode.Unset) call.SetStatus(ActivityStatusCode.Error);
    }
}
