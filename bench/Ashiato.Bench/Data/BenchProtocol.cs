namespace Ashiato.Bench.Data;

/// <summary>How the data set is sent.</summary>
internal enum BenchProtocol
{
    /// <summary>Elastic APM intake v2: lines of JSON.</summary>
    V2,

    /// <summary>OTLP over HTTP: protobuf.</summary>
    Otlp,
}
