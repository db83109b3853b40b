using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Ashiato.Certificates;
using Ashiato.Doctor;

namespace Ashiato.Check;

/// <summary>Goes the way of an agent's first events, step by step, to the one that fails.</summary>
internal sealed class ConnectionCheck(CheckOptions options, TimeProvider time)
{
    private const string Service = "ashiato-check";

    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(250);

    private readonly TlsCheck _tls = new(options, time);
    private readonly List<CheckStep> _steps = [];

    /// <summary>What the server shows to clients, as far as it was seen.</summary>
    public CertificateState? Certificate => _tls.Certificate is not { } certificate ? null : new CertificateState(
        [.. CertificateNames.Of(certificate).All],
        certificate.NotAfter,
        _tls.Sent.LastOrDefault(one => one.Subject == one.Issuer) is { } root ? ServedCertificate.FingerprintOf(root) : null,
        IsOwn: certificate.Subject == "CN=Ashiato server");

    /// <summary>Does the steps. The last one is the one that failed, unless none did.</summary>
    public async Task<IReadOnlyList<CheckStep>> RunAsync(CancellationToken cancel)
    {
        if (await ResolveAsync(cancel) is { } addresses && await ConnectAsync(addresses, cancel) && IsGood()) await TalkAsync(cancel);
        return _steps;
    }

    private bool IsGood() => _steps.TrueForAll(step => step.IsOk);

    private bool Add(CheckStep step)
    {
        _steps.Add(step);
        return step.IsOk;
    }

    private async Task<IPAddress[]?> ResolveAsync(CancellationToken cancel)
    {
        string host = options.Url.Host.Trim('[', ']');
        if (IPAddress.TryParse(host, out var address)) return [address];
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancel);
            Add(CheckStep.Ok("resolve", $"{host} is {string.Join(", ", found.Select(one => one.ToString()))}"));
            return found;
        }
        catch (SocketException e)
        {
            Add(CheckStep.Failed("resolve", CheckExit.NameUnknown, $"Nobody knows {host} here: {e.Message.TrimEnd('.')}. Check the name, and this machine's DNS."));
            return null;
        }
    }

    private async Task<bool> ConnectAsync(IPAddress[] addresses, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(options.Patience);
        try
        {
            await socket.ConnectAsync(addresses, options.Url.Port, late.Token);
        }
        catch (SocketException e)
        {
            string advice = e.SocketErrorCode == SocketError.ConnectionRefused ? "Nothing listens there: check the port, and that the server runs and listens on more than its own machine." : "A firewall or route may be in the way.";
            return Add(CheckStep.Failed("connect", CheckExit.Unreachable, $"{options.Url.Authority} cannot be reached: {e.Message.TrimEnd('.')}. {advice}"));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Add(CheckStep.Failed("connect", CheckExit.Unreachable, $"{options.Url.Authority} does not answer within {options.Patience.TotalSeconds:0} s. A firewall may drop what is sent to it."));
        }
        Add(CheckStep.Ok("connect", $"{AddressOf(socket)} answers"));
        if (options.Url.Scheme != Uri.UriSchemeHttps) return true;
        try
        {
            _steps.AddRange(await _tls.RunAsync(socket, late.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Add(CheckStep.Failed("handshake", Cause.TlsHandshake, $"The handshake was not complete within {options.Patience.TotalSeconds:0} s."));
        }
        return IsGood();
    }

    private async Task TalkAsync(CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TlsCheck.Policy(options.Authorities) } };
        using var client = new HttpClient(handler) { BaseAddress = options.Url, Timeout = options.Patience };
        try
        {
            if (!await AskAsync(client, cancel)) return;
            string traceId = Guid.NewGuid().ToString("N");
            if (!await SendAsync(client, "authorise", Metadata, "an empty request was taken", cancel)) return;
            if (!options.SendsEvent) return;
            if (!await SendAsync(client, "event", Metadata + Event(traceId), $"a test event of the service {Service} was taken", cancel)) return;
            if (options.Console is not null) await LookAsync(handler, traceId, cancel);
        }
        catch (HttpRequestException e)
        {
            Add(CheckStep.Failed("request", Cause.TlsHandshake, $"The connection ended before there was an answer: {e.Message.TrimEnd('.')}. The server may speak TLS only; try https://."));
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            Add(CheckStep.Failed("request", Cause.QueueFull, $"There was no answer within {options.Patience.TotalSeconds:0} s."));
        }
    }

    /// <summary>Asks who is there, and what time it is there.</summary>
    private async Task<bool> AskAsync(HttpClient client, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        Authorise(request);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await client.SendAsync(request, cancel);
        string body = await answer.Content.ReadAsStringAsync(cancel);
        if (answer.StatusCode == HttpStatusCode.BadRequest && ServerAnswer.IsAboutTls(body))
            return Add(CheckStep.Failed("server", Cause.PlainHttpOnTlsPort, "The server speaks TLS at this port. Write https:// instead of http://."));
        if (body.Contains("You Know, for Search", StringComparison.Ordinal) || answer.Headers.Contains("X-elastic-product"))
            return Add(CheckStep.Failed("server", Cause.WrongPort, "Elasticsearch, or Ashiato's store, answers at this port. Events go to the server, by default at port 8200."));
        if (answer.Headers.Contains("kbn-name") || (int)answer.StatusCode is >= 300 and < 400)
            return Add(CheckStep.Failed("server", Cause.WrongPort, "A console answers at this port, Kibana or Ashiato's. Events go to the server, by default at port 8200."));
        if (ServerAnswer.VersionIn(body) is { } version) Add(CheckStep.Ok("server", $"speaks as APM Server {version}"));
        if (answer.Headers.Date is not { } there) return true;
        var off = time.GetUtcNow() - there;
        return off.Duration() <= s_clockTolerance
            ? Add(CheckStep.Ok("clock", "differs from the server's by less than a minute"))
            : Add(CheckStep.Failed("clock", Cause.ClockOff, $"This machine's clock is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} the server's; its events appear at the wrong time. Set one of them."));
    }

    private async Task<bool> SendAsync(HttpClient client, string step, string lines, string success, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/intake/v2/events") { Content = new StringContent(lines, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        Authorise(request);
        using var answer = await client.SendAsync(request, cancel);
        return Add(ServerAnswer.Judge(step, answer, await answer.Content.ReadAsStringAsync(cancel), options) ?? CheckStep.Ok(step, success));
    }

    private async Task LookAsync(SocketsHttpHandler handler, string traceId, CancellationToken cancel)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = options.Console, Timeout = options.Patience };
        long since = time.GetTimestamp();
        do
        {
            using var answer = await client.GetAsync(new Uri($"/api/traces/{traceId}", UriKind.Relative), cancel);
            if (answer.IsSuccessStatusCode)
            {
                Add(CheckStep.Ok("query", $"the console found it after {time.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s"));
                return;
            }
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)answer.StatusCode is >= 300 and < 400)
            {
                Add(CheckStep.Ok("query", "not looked for: the console asks who is there"));
                return;
            }
            await Task.Delay(s_lookAgain, time, cancel);
        }
        while (time.GetElapsedTime(since) < options.Patience);
        Add(CheckStep.Failed("query", CheckExit.NotFoundAgain, $"The event was taken, and the console at {options.Console} does not find it within {options.Patience.TotalSeconds:0} s. Does it use the same store?"));
    }

    private static IPAddress AddressOf(Socket socket)
    {
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private void Authorise(HttpRequestMessage request)
    {
        if (options.Authorization is { } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.UserAgent.ParseAdd("ashiato-check");
    }

    private static string Metadata => $$"""{"metadata":{"service":{"agent":{"version":"1","name":"ashiato-check"},"name":"{{Service}}"} } }""" + "\n";

    private string Event(string traceId) => string.Create(CultureInfo.InvariantCulture,
        $$$$"""{"transaction":{"id":"{{{{traceId[..16]}}}}","trace_id":"{{{{traceId}}}}","name":"ashiato check","type":"check","duration":1,"timestamp":{{{{(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}}}},"span_count":{"started":0}}}""") + "\n";
}
