using System.Data.Common;

namespace Marketplace.Data;

/// <summary>Statements in one line each.</summary>
internal static class Commands
{
    extension(DbConnection connection)
    {
        /// <summary>Runs a query and reads all rows.</summary>
        public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancel, params (string Name, object? Value)[] parameters)
        {
            await using var command = connection.Command(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancel)) rows.Add(read(reader));
            return rows;
        }

        /// <summary>Runs a query and reads the first row.</summary>
        public async Task<T?> FindAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancel, params (string Name, object? Value)[] parameters)
            where T : class => (await connection.QueryAsync(sql, read, cancel, parameters)).FirstOrDefault();

        /// <summary>Changes something.</summary>
        /// <returns>How many rows.</returns>
        public async Task<int> ExecuteAsync(string sql, CancellationToken cancel, params (string Name, object? Value)[] parameters)
        {
            await using var command = connection.Command(sql, parameters);
            return await command.ExecuteNonQueryAsync(cancel);
        }

        /// <summary>Adds a row.</summary>
        /// <returns>Its id.</returns>
        public async Task<long> InsertAsync(string sql, CancellationToken cancel, params (string Name, object? Value)[] parameters)
        {
            await using var command = connection.Command(sql + " RETURNING id", parameters);
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
        }

        private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
        {
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement of the sample is a literal; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
                command.Parameters.Add(parameter);
            }
            return command;
        }
    }
}
