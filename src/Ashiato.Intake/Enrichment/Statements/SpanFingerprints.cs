using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Finds of which kind each call of a batch is: what <c>span.fingerprint</c> says.</summary>
/// <remarks>Each distinct statement or address of the batch is looked at once. Spans that are no calls have none: their name says what they are.</remarks>
internal static class SpanFingerprints
{
    /// <summary>The column; <see langword="null"/> when no span of the batch is a call.</summary>
    public static StringColumn? Of(EventBatch batch)
    {
        if (batch.Find(Fields.ProcessorEvent) is not StringColumn kinds || kinds.Pool.IndexOf("span"u8) is var span && span < 0) return null;
        var statements = batch.Find(Fields.SpanDbStatement) as StringColumn;
        var addresses = batch.Find(Fields.UrlOriginal) as StringColumn;
        if (statements is null && addresses is null) return null;

        using var texts = new Utf8Interner();
        using var known = new KnownStatements(texts);
        int[] codes = ArrayPool<int>.Shared.Rent(batch.RowCount), rows = ArrayPool<int>.Shared.Rent(batch.RowCount);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Fingerprint.MaxLength);
        try
        {
            var ofStatements = new Calls(statements, batch.Find(Fields.SpanSubtype), batch.Find(Fields.SpanDbType));
            var ofAddresses = new Calls(addresses, batch.Find(Fields.HttpRequestMethod), batch.Find(Fields.SpanName));
            var kindOf = new ForwardColumn(kinds);
            Finder statementOf = known.Find, addressOf = CallOf;
            int count = 0;
            for (int row = 0; row < batch.RowCount; row++)
            {
                if (kindOf.Entry(row) is var kind && (kind < 0 || kinds.Codes[kind] != span)) continue;
                int code = ofStatements.Find(row, statementOf);
                if (code < 0) code = ofAddresses.Find(row, addressOf);
                if (code < 0) continue;
                codes[count] = code;
                rows[count++] = row;
            }
            return count == 0 ? null : ToColumn(codes.AsSpan(0, count), rows.AsSpan(0, count), texts.ToPool(), count == batch.RowCount);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<int>.Shared.Return(codes);
            ArrayPool<int>.Shared.Return(rows);
        }

        int CallOf(ReadOnlySpan<byte> url, ReadOnlySpan<byte> method, int methodCode)
        {
            var text = new FingerprintText(buffer.AsSpan(0, Fingerprint.MaxLength));
            CallShape.Write(CallShape.MethodOf(method), url, ref text);
            return text.Length == 0 ? -1 : texts.Intern(text.Written);
        }
    }

    /// <summary>Numbers the fingerprint of a text.</summary>
    /// <param name="text">A statement, or an address.</param>
    /// <param name="beside">What is said beside it: who was asked, or by which method.</param>
    /// <param name="besideCode">A number that tells what is beside it from others of the batch.</param>
    private delegate int Finder(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beside, int besideCode);

    private static StringColumn ToColumn(ReadOnlySpan<int> codes, ReadOnlySpan<int> rows, Utf8Pool pool, bool isDense) =>
        new(Fields.SpanFingerprint, codes.ToArray(), pool, isDense ? default(ReadOnlyMemory<int>) : rows.ToArray(), isDense);

    /// <summary>Reads the fingerprints of one column, each distinct text once for each distinct text beside it.</summary>
    private ref struct Calls(StringColumn? column, Column? beside, Column? otherwise)
    {
        private readonly Dictionary<(int Text, int Beside), int> _known = [];

        // By text, with the text that stood beside it first: statements have literals, so that most are met once.
        private readonly (bool IsKnown, int Beside, int Fingerprint)[] _first = new (bool, int, int)[column?.Pool.Count ?? 0];
        private ForwardColumn _columns = new(column);
        private ForwardColumn _besides = new(beside);
        private ForwardColumn _others = new(otherwise);

        public int Find(int row, Finder find)
        {
            int entry = _columns.Entry(row);
            if (entry < 0) return -1;
            int text = column!.Codes[entry];
            int besideCode = Beside(row, out var besideText);
            ref var first = ref _first[text];
            if (!first.IsKnown)
            {
                first = (true, besideCode, find(column.Pool[text], besideText, besideCode));
                return first.Fingerprint;
            }
            if (first.Beside == besideCode) return first.Fingerprint;
            ref int known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_known, (text, besideCode), out bool isKnown);
            return isKnown ? known : known = find(column.Pool[text], besideText, besideCode);
        }

        /// <summary>The text beside it.</summary>
        /// <returns>A number that tells it from others; those of the two columns do not meet.</returns>
        private int Beside(int row, out ReadOnlySpan<byte> text)
        {
            text = default;
            if (_besides.Entry(row) is var entry and >= 0) return CodeOf((StringColumn)beside!, entry, out text);
            return _others.Entry(row) is var other and >= 0 ? -2 - CodeOf((StringColumn)otherwise!, other, out text) : -1;
        }

        private static int CodeOf(StringColumn column, int entry, out ReadOnlySpan<byte> text)
        {
            int code = column.Codes[entry];
            text = column.Pool[code];
            return code;
        }
    }
}
