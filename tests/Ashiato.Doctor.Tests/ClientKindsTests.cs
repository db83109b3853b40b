namespace Ashiato.Doctor.Tests;

public sealed class ClientKindsTests
{
    [Theory]
    [InlineData("elasticapm-go/1.15.0 go/go1.20", ClientKind.Go)]
    [InlineData("apm-agent-go/2.6.0 (isucari 1.0)", ClientKind.Go)]
    [InlineData("apm-agent-nodejs/4.11.0 (shop)", ClientKind.NodeJs)]
    [InlineData("apm-agent-java/1.50.0 (shop)", ClientKind.Java)]
    [InlineData("apm-agent-python/6.22 (shop)", ClientKind.Python)]
    [InlineData("apm-agent-ruby/4.7 (shop)", ClientKind.Ruby)]
    [InlineData("apm-agent-dotnet/1.30 (shop)", ClientKind.DotNet)]
    [InlineData("apm-agent-php/1.14 (shop)", ClientKind.Php)]
    [InlineData("OTel-OTLP-Exporter-JavaScript/0.57.0", ClientKind.OpenTelemetry)]
    [InlineData("OTel OTLP Exporter Go/1.34.0", ClientKind.OpenTelemetry)]
    [InlineData("OpenTelemetry Collector Contrib/0.119.0 (linux/amd64)", ClientKind.OpenTelemetry)]
    [InlineData("OTel-OTLP-Exporter-JavaScript/0.57.0 grpc-node-js/1.12", ClientKind.OpenTelemetry)]
    [InlineData("grpc-node-js/1.12.0", ClientKind.OpenTelemetry)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64)", ClientKind.Browser)]
    [InlineData("curl/7.88.1", ClientKind.Curl)]
    [InlineData("kube-probe/1.31", ClientKind.Unknown)]
    [InlineData(null, ClientKind.Unknown)]
    public void Clients_are_told_apart_by_what_they_call_themselves(string? userAgent, ClientKind kind) => Assert.Equal(kind, ClientKinds.Of(userAgent));
}
