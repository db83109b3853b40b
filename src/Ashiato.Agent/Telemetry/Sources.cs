using System.Diagnostics;

namespace Ashiato.Agent.Telemetry;

/// <summary>Where activities come from.</summary>
internal static class Sources
{
    public const string HttpCalls = "System.Net.Http";

    /// <summary>Statements that were traced by <see cref="DatabaseTracing"/>.</summary>
    public static readonly ActivitySource Data = new("Ashiato.Agent.Data", AgentIdentity.Version);

    /// <summary>What an application traces itself by <see cref="Tracing"/>.</summary>
    public static readonly ActivitySource Own = new("Ashiato.Agent", AgentIdentity.Version);

    /// <summary>Everything that is recorded without being asked for: ASP.NET Core, HttpClient, and libraries that emit activities themselves.</summary>
    public static readonly string[] Known =
    [
        "Ashiato.Agent", "Ashiato.Agent.Data", "Microsoft.AspNetCore", HttpCalls, "Npgsql", "MySqlConnector", "Grpc.Net.Client", "Azure.*", "MassTransit", "RabbitMQ.Client.*",
        "Confluent.Kafka*", "StackExchange.Redis", "MongoDB.Driver*", "NServiceBus.*", "Elastic.Transport", "Microsoft.Orleans.*",
    ];
}
