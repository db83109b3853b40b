using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Ashiato.Agent.Telemetry;

/// <summary>Gives activities of others the names and the few attributes by which they are told apart.</summary>
internal sealed class Completion
{
    private const int Capacity = 4_096;
    private readonly ConcurrentDictionary<(string, string, int), string> _names = new();

    /// <summary>Completes one that has ended.</summary>
    public void OnEnd(Activity data)
    {
        if (data.Source.Name == Sources.HttpCalls) NameCall(data);
        else if (Transactions.IsOne(data) && Progress.Known(data) is { DroppedSpans: var dropped and > 0 }) data.SetTag("ashiato.dropped_spans", dropped);
    }

    /// <summary>Names a call by method and host: the bare method, which the runtime gives it, says too little in a timeline.</summary>
    private void NameCall(Activity call)
    {
        if (call.GetTagItem("http.request.method") is not string method || call.GetTagItem("server.address") is not string host) return;
        // Usual ports go without saying.
        int port = call.GetTagItem("server.port") is int said and not (80 or 443) ? said : 0;
        if (!_names.TryGetValue((method, host, port), out string? name))
        {
            name = port == 0 ? $"{method} {host}" : string.Create(CultureInfo.InvariantCulture, $"{method} {host}:{port}");
            if (_names.Count < Capacity) _names.TryAdd((method, host, port), name);
        }
        call.DisplayName = name;
        // Status codes from 400 on are failures of the call; the runtime says so by the type of error only.
        if (call.GetTagItem("error.type") is not null && call.Status == ActivityStatusCode.Unset) call.SetStatus(ActivityStatusCode.Error);
    }
}
