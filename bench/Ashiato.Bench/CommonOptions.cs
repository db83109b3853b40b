using System.CommandLine;
using Ashiato.Bench.Data;

namespace Ashiato.Bench;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<long> Events { get; } = new("--events") { Description = "How many events.", DefaultValueFactory = _ => 1_000_000 };

    public static Option<BenchProtocol> Protocol { get; } = new("--protocol") { Description = "How events are sent: v2 (Elastic APM intake) or otlp (OTLP over HTTP, protobuf).", DefaultValueFactory = _ => BenchProtocol.V2 };

    public static Option<ulong> Seed { get; } = new("--seed") { Description = "The same seed gives the same data set.", DefaultValueFactory = _ => 1 };
}
