using System.Collections;
using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Ashiato.Agent.Telemetry;

namespace Ashiato.Agent.Data;

/// <summary>A provider's reader, which counts rows and the time that is spent waiting for them.</summary>
/// <remarks>
/// The span says how long the application waited for the database: until the reader was there, and for each row. What the application
/// does between the rows is its own time. The span is sent when the reader is closed; work that runs meanwhile is not its child.
/// </remarks>
internal sealed class TracedReader : DbDataReader
{
    private readonly DbDataReader _inner;
    private readonly Activity _activity;
    private readonly TimeSpan _untilThere;
    private long _waited;
    private int _rows;
    private bool _isOver;

    private TracedReader(DbDataReader inner, Activity activity)
    {
        (_inner, _activity) = (inner, activity);
        _untilThere = DateTime.UtcNow - activity.StartTimeUtc;
        // The application goes on with its own work now.
        Activity.Current = activity.Parent;
    }

    /// <summary>A reader that ends a span; the provider's own one when there is nothing to tell.</summary>
    public static DbDataReader Around(CommandSpan span, DbDataReader inner)
    {
        if (span.Activity is { IsAllDataRequested: true } activity) return new TracedReader(inner, activity);
        span.End();
        return inner;
    }

    /// <inheritdoc/>
    public override int Depth => _inner.Depth;

    /// <inheritdoc/>
    public override int FieldCount => _inner.FieldCount;

    /// <inheritdoc/>
    public override int VisibleFieldCount => _inner.VisibleFieldCount;

    /// <inheritdoc/>
    public override bool HasRows => _inner.HasRows;

    /// <inheritdoc/>
    public override bool IsClosed => _inner.IsClosed;

    /// <inheritdoc/>
    public override int RecordsAffected => _inner.RecordsAffected;

    /// <inheritdoc/>
    public override object this[int ordinal] => _inner[ordinal];

    /// <inheritdoc/>
    public override object this[string name] => _inner[name];

    /// <inheritdoc/>
    public override bool Read()
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            return Counted(_inner.Read());
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        finally
        {
            _waited += Stopwatch.GetTimestamp() - begun;
        }
    }

    /// <inheritdoc/>
    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        var reading = _inner.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? Here(reading) : ComingAsync();

        Task<bool> Here(Task<bool> done)
        {
            _waited += Stopwatch.GetTimestamp() - begun;
            Counted(done.Result);
            return done;
        }

        async Task<bool> ComingAsync()
        {
            try
            {
                return Counted(await reading.ConfigureAwait(false));
            }
            catch (Exception e)
            {
                Fail(e);
                throw;
            }
            finally
            {
                _waited += Stopwatch.GetTimestamp() - begun;
            }
        }
    }

    /// <inheritdoc/>
    public override bool NextResult()
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            return _inner.NextResult();
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        finally
        {
            _waited += Stopwatch.GetTimestamp() - begun;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            return await _inner.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        finally
        {
            _waited += Stopwatch.GetTimestamp() - begun;
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        _inner.Close();
        End();
    }

    /// <inheritdoc/>
    public override async Task CloseAsync()
    {
        await _inner.CloseAsync().ConfigureAwait(false);
        End();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        End();
    }

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => _inner.GetBoolean(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => _inner.GetByte(ordinal);

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => _inner.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => _inner.GetChar(ordinal);

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => _inner.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => _inner.GetDataTypeName(ordinal);

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => _inner.GetDateTime(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => _inner.GetDecimal(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => _inner.GetDouble(ordinal);

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => _inner.GetFieldType(ordinal);

    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal) => _inner.GetFieldValue<T>(ordinal);

    /// <inheritdoc/>
    public override Task<T> GetFieldValueAsync<T>(int ordinal, CancellationToken cancellationToken) => _inner.GetFieldValueAsync<T>(ordinal, cancellationToken);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => _inner.GetFloat(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => _inner.GetGuid(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => _inner.GetInt16(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => _inner.GetInt32(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => _inner.GetInt64(ordinal);

    /// <inheritdoc/>
    public override string GetName(int ordinal) => _inner.GetName(ordinal);

    /// <inheritdoc/>
    public override int GetOrdinal(string name) => _inner.GetOrdinal(name);

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetProviderSpecificFieldType(int ordinal) => _inner.GetProviderSpecificFieldType(ordinal);

    /// <inheritdoc/>
    public override object GetProviderSpecificValue(int ordinal) => _inner.GetProviderSpecificValue(ordinal);

    /// <inheritdoc/>
    public override int GetProviderSpecificValues(object[] values) => _inner.GetProviderSpecificValues(values);

    /// <inheritdoc/>
    public override DataTable? GetSchemaTable() => _inner.GetSchemaTable();

    /// <inheritdoc/>
    public override Task<DataTable?> GetSchemaTableAsync(CancellationToken cancellationToken = default) => _inner.GetSchemaTableAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<ReadOnlyCollection<DbColumn>> GetColumnSchemaAsync(CancellationToken cancellationToken = default) => _inner.GetColumnSchemaAsync(cancellationToken);

    /// <inheritdoc/>
    public override Stream GetStream(int ordinal) => _inner.GetStream(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => _inner.GetString(ordinal);

    /// <inheritdoc/>
    public override TextReader GetTextReader(int ordinal) => _inner.GetTextReader(ordinal);

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => _inner.GetValue(ordinal);

    /// <inheritdoc/>
    public override int GetValues(object[] values) => _inner.GetValues(values);

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => _inner.IsDBNull(ordinal);

    /// <inheritdoc/>
    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken) => _inner.IsDBNullAsync(ordinal, cancellationToken);

    /// <inheritdoc/>
    protected override DbDataReader GetDbDataReader(int ordinal) => _inner.GetData(ordinal);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        _inner.Dispose();
        End();
    }

    private bool Counted(bool hasRow)
    {
        if (hasRow) _rows++;
        return hasRow;
    }

    private void Fail(Exception exception) => CommandSpan.Blame(_activity, exception);

    private void End()
    {
        if (_isOver) return;
        _isOver = true;
        int changed = _rows > 0 ? -1 : _inner.RecordsAffected;
        if (changed > 0) _activity.SetTag("db.response.affected_rows", Boxes.Of(changed));
        else _activity.SetTag("db.response.returned_rows", Boxes.Of(_rows));
        _activity.SetEndTime(_activity.StartTimeUtc + _untilThere + Stopwatch.GetElapsedTime(0, _waited));
        // Stopping an activity makes current what was so when it began; another one may be by now.
        var current = Activity.Current;
        _activity.Stop();
        if (!ReferenceEquals(Activity.Current, current)) Activity.Current = current;
    }
}
