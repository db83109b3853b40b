#if !NET9_0_OR_GREATER
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Ashiato.Agent.Telemetry;

namespace Ashiato.Agent.Calls;

/// <summary>Says in the activities of HttpClient what was called, which from .NET 9 on the runtime does itself.</summary>
internal sealed class HttpCallDetails : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const int ClientFailsFrom = 400;
    private static int s_hasBegun;

    /// <summary>Begins to listen; once a process.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref s_hasBegun, 1) == 0) DiagnosticListener.AllListeners.Subscribe(new HttpCallDetails());
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "HttpHandlerDiagnosticListener") value.Subscribe(this, static (name, _, _) => name.StartsWith("System.Net.Http.HttpRequestOut", StringComparison.Ordinal));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Activity.Current is not { IsAllDataRequested: true } call || call.Source.Name != Sources.HttpCalls || value.Value is null) return;
        if (value.Key.EndsWith(".Start", StringComparison.Ordinal) && Read<HttpRequestMessage>(value.Value, "Request") is { RequestUri: { } url } request) TellRequest(call, request, url);
        else if (value.Key.EndsWith(".Stop", StringComparison.Ordinal)) TellAnswer(call, Read<HttpResponseMessage>(value.Value, "Response"));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static void TellRequest(Activity call, HttpRequestMessage request, Uri url)
    {
        call.SetTag("http.request.method", request.Method.Method);
        call.SetTag("server.address", url.Host);
        call.SetTag("server.port", Boxes.Of(url.Port));
        // As the runtime does from .NET 9 on: queries may hold secrets.
        call.SetTag("url.full", url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (url.Query.Length > 0 ? "?*" : ""));
    }

    private static void TellAnswer(Activity call, HttpResponseMessage? answer)
    {
        if (answer is null)
        {
            call.SetStatus(ActivityStatusCode.Error);
            return;
        }
        call.SetTag("http.response.status_code", Boxes.Of((int)answer.StatusCode));
        if ((int)answer.StatusCode >= ClientFailsFrom) call.SetStatus(ActivityStatusCode.Error);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "System.Net.Http keeps the properties of these types for its listeners.")]
    private static T? Read<T>(object payload, string property)
        where T : class => payload.GetType().GetProperty(property)?.GetValue(payload) as T;
}
#endif
