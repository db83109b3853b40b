using System.Data.Common;
using Ashiato.Agent.Data;

namespace Ashiato.Agent;

/// <summary>Makes the statements of any ADO.NET provider spans of the transaction that runs them.</summary>
public static class DatabaseTracing
{
    /// <summary>A connection whose statements, batches and transactions are traced.</summary>
    /// <param name="connection">The provider's connection, open or not. Disposing what is returned disposes it.</param>
    /// <returns>A connection around it; <paramref name="connection"/> itself when it is traced already.</returns>
    public static DbConnection Traced(this DbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection as TracedConnection ?? new TracedConnection(connection);
    }

    /// <summary>A data source whose connections and commands are traced.</summary>
    /// <param name="source">The provider's data source. Disposing what is returned disposes it.</param>
    /// <returns>A data source around it; <paramref name="source"/> itself when it is traced already.</returns>
    public static DbDataSource Traced(this DbDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source as TracedDataSource ?? new TracedDataSource(source);
    }

    /// <summary>A factory whose connections, commands and batches are traced.</summary>
    /// <param name="factory">The provider's factory.</param>
    /// <returns>A factory around it; <paramref name="factory"/> itself when it is traced already.</returns>
    public static DbProviderFactory Traced(this DbProviderFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory as TracedFactory ?? new TracedFactory(factory);
    }
}
