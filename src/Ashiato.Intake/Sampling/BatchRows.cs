using System.Runtime.InteropServices;
using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>Parts of batches.</summary>
internal static class BatchRows
{
    /// <summary>Some rows of a batch, under the same identity.</summary>
    public static EventBatch Take(EventBatch batch, List<int> rows)
    {
        if (rows.Count == batch.RowCount) return batch;
        var builder = new EventBatchBuilder();
        builder.Append(batch, CollectionsMarshal.AsSpan(rows));
        return builder.Build(batch.Id);
    }
}
