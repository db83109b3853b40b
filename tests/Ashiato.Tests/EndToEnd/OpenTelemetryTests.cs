using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Real SDKs send to the real program.</summary>
public sealed partial class OpenTelemetryTests
{
    private const string Token = "s3cret";

    /// <summary>What does not get through in time is dropped: a busy machine has the time that it needs.</summary>
    private const int PatienceMillis = 120_000;
    private static readonly string s_node = Repository.Path("tests", "agents", "opentelemetry");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    [InlineData("http/json")]
    public async Task What_the_SDK_of_Node_sends_is_found(string protocol)
    {
        await NodePackages.InstallAsync(s_node);
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token);

        string said = await ChildProcess.RunAsync(Tool.Node, ["shop.js"], s_node, new Dictionary<string, string>
        {
            ["OTEL_SERVICE_NAME"] = "shop",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = ashiato.Server!.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = $"Authorization=Bearer%20{Token}",
            ["OTEL_EXPORTER_OTLP_COMPRESSION"] = "gzip",
            ["OTEL_METRICS_EXPORTER"] = "otlp",
            ["OTEL_LOGS_EXPORTER"] = "otlp",
            ["OTEL_NODE_RESOURCE_DETECTORS"] = "env",
            // What does not get through in time is dropped: a busy machine has the time that it needs.
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "120000",
            ["OTEL_BSP_EXPORT_TIMEOUT"] = "120000",
            ["OTEL_BLRP_EXPORT_TIMEOUT"] = "120000",
        });

        var trace = await TraceJson.FindAsync(ashiato, said.Trim().Split(' ')[^1], Cancel);
        RequireRequestWithQuery(trace);
        await RequireSignalsAsync(ashiato, "nothing in stock", "orders", "basket");
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task What_the_SDK_of_dotnet_sends_is_found(OtlpExportProtocol protocol)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token);
        string name = $"shop-{protocol}";
        using var source = new ActivitySource(name);
        using var meter = new Meter(name);
        var resource = ResourceBuilder.CreateEmpty().AddService("shop").AddTelemetrySdk();
        string traceId;

        using (var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(name).AddOtlpExporter(to => Send(to, "v1/traces")).Build())
        using (var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(name).AddOtlpExporter(to => Send(to, "v1/metrics")).Build())
        using (var logs = LoggerFactory.Create(all => all.AddOpenTelemetry(to => to.SetResourceBuilder(resource).AddOtlpExporter((exporter, reader) => SendAtOnce(exporter, reader)))))
        {
            meter.CreateCounter<long>("orders").Add(3);
            meter.CreateHistogram<double>("basket").Record(40);
            using (var request = source.StartActivity("GET /items", ActivityKind.Server)!)
            {
                traceId = request.TraceId.ToHexString();
                request.SetTag("http.response.status_code", 500).SetStatus(ActivityStatusCode.Error);
                using (var query = source.StartActivity("SELECT items", ActivityKind.Client)!)
                    query.SetTag("db.system", "postgresql").SetTag("db.statement", "SELECT * FROM items WHERE id = $1").SetTag("db.name", "shop");
                LogNothing(logs.CreateLogger("shop"));
                request.AddException(new InvalidOperationException("nothing in stock"));
            }
            Assert.True(traces.ForceFlush() && metrics.ForceFlush());
        }

        RequireRequestWithQuery(await TraceJson.FindAsync(ashiato, traceId, Cancel));
        await RequireSignalsAsync(ashiato, "nothing in stock", "orders", "basket");

        void Send(OtlpExporterOptions to, string path)
        {
            to.Protocol = protocol;
            to.Endpoint = protocol == OtlpExportProtocol.Grpc ? ashiato.Server! : new Uri(ashiato.Server!, path);
            to.Headers = $"Authorization=Bearer {Token}";
            to.TimeoutMilliseconds = PatienceMillis;
        }

        // The end of a log waits five seconds for what is gathered, and no longer.
        void SendAtOnce(OtlpExporterOptions to, LogRecordExportProcessorOptions logging)
        {
            Send(to, "v1/logs");
            logging.ExportProcessorType = ExportProcessorType.Simple;
        }
    }

    private static void RequireRequestWithQuery(TraceJson? trace)
    {
        Assert.NotNull(trace);
        Assert.Equal(2, trace.Rows.Count);
        Assert.Equal(("shop", "transaction", "GET /items", -1), (trace.Rows[0].Service, trace.Rows[0].Kind, trace.Rows[0].Name, trace.Rows[0].Parent));
        Assert.Equal(("shop", "span", 0), (trace.Rows[1].Service, trace.Rows[1].Kind, trace.Rows[1].Parent));
        Assert.Equal("SELECT * FROM items WHERE id = $1", trace.Rows[1].Statement);
    }

    private static async Task RequireSignalsAsync(AshiatoProcess ashiato, string message, string counter, string histogram)
    {
        using var client = new HttpClient { BaseAddress = ashiato.Store };
        await using var store = new RemoteEventStore(client);
        var events = (await store.QueryAsync(new RowQuery { Limit = 1_000 }, Cancel)).Rows.Rows.ToList();

        Assert.Single(events, row => row.Text(Fields.ProcessorEvent) == Fields.Events.Log && row.Text(Fields.Message) == message && row.Has(Fields.TraceId));
        Assert.Single(events, row => row.Text(Fields.ProcessorEvent) == Fields.Events.Error && row.Text(Fields.ErrorExceptionMessage) == message && row.Has(Fields.ParentId));
        Assert.Contains(events, row => row.Number(Fields.Sample(counter)) == 3);
        Assert.Contains(events, row => row.Text(Fields.HistogramSample(histogram)) is not null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "nothing in stock")]
    private static partial void LogNothing(ILogger log);
}
