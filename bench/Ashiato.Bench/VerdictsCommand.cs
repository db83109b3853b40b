using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ashiato.Bench.Load;
using Ashiato.Bench.Pages;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench verdicts</c>: how soon after a failure does the doctor say why, below <c>/api/</c> and on the open page? Budget: one second.</summary>
internal static class VerdictsCommand
{
    private static readonly Option<int> s_failures = new("--failures") { Description = "How many clients fail for each, one after another.", DefaultValueFactory = _ => 30 };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the table in bench/results under this name." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    public static Command Create()
    {
        var command = new Command("verdicts", "Measure from a client's failure to its verdict, below /api/doctor and on the doctor's page in Chromium.") { s_failures, s_name, s_program };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        int failures = parsed.GetValue(s_failures);
        await using var target = await Target.StartAsync(parsed.GetValue(s_program)!, cancel);
        await using var browser = await Browser.StartAsync(1280, 900, cancel);
        await browser.OpenAsync(new Uri(target.Console, "doctor"), cancel);
        using var api = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target.Console };

        var table = new ResultTable($"from a client's failure to its verdict, {failures} clients for each, p50 / p95 / p99");
        table.Add("below /api/doctor, HTTP at a wrong path", (await MeasureAsync(1, WrongPathAsync, InApiAsync)).ToString());
        table.Add("below /api/doctor, TLS at a plain port", (await MeasureAsync(2, TlsAsync, InApiAsync)).ToString());
        table.Add("on the open page, HTTP at a wrong path", (await MeasureAsync(3, WrongPathAsync, OnPageAsync)).ToString());
        table.Add("on the open page, TLS at a plain port", (await MeasureAsync(4, TlsAsync, OnPageAsync)).ToString());
        Console.WriteLine(table);
        if (parsed.GetValue(s_name) is { } name) Console.WriteLine(ResultFile.Append(name, $"bench verdicts --failures {failures}", table.ToString()));
        return 0;

        async Task<Percentiles> MeasureAsync(int block, Func<string, Task> fail, Func<string, Task> see)
        {
            var times = new List<TimeSpan>();
            for (int i = 1; i <= failures; i++)
            {
                // Each client is another, so that each is news. The number ends the address: no other begins with it.
                string client = string.Create(CultureInfo.InvariantCulture, $"127.0.{block}.{100 + i}");
                await fail(client);
                long failed = Stopwatch.GetTimestamp();
                await see(client);
                times.Add(Stopwatch.GetElapsedTime(failed));
            }
            return new Percentiles(times);
        }

        async Task InApiAsync(string client)
        {
            while (!(await api.GetStringAsync(new Uri("/api/doctor", UriKind.Relative), cancel)).Contains($"\"{client}\"", StringComparison.Ordinal)) await Task.Delay(5, cancel);
        }

        Task OnPageAsync(string client) => browser.WaitAsync($"document.body.textContent.includes('{client}')", cancel);

        async Task WrongPathAsync(string client)
        {
            using var socket = await ConnectAsync(client);
            await socket.SendAsync("POST /v1/trace HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
            while (await socket.ReceiveAsync(new byte[4_096], cancel) > 0) continue;
        }

        async Task TlsAsync(string client)
        {
            using var socket = await ConnectAsync(client);
            await using var tls = new SslStream(new NetworkStream(socket));
            try
            {
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancel);
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // As it must be: the port speaks no TLS.
            }
        }

        async Task<Socket> ConnectAsync(string client)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(client), 0));
            await socket.ConnectAsync(IPAddress.Loopback, target.Server.Port, cancel);
            return socket;
        }
    }
}
