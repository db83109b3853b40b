using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Events whose fields each have a manner of their own, drawn from a seed: the same in all rows, one value a trace, parts of another, of some kinds of rows only, …</summary>
internal sealed class RandomColumns
{
    private const int Kinds = 4;
    private const int MostRowsOfTrace = 12;

    private readonly Random _random;
    private readonly Manner[] _manners;

    private RandomColumns(Random random)
    {
        _random = random;
        Field[] known = [.. Fields.Known.Where(static field => field.Type != FieldType.Histogram && field != Fields.Timestamp && field != Fields.TraceId)];
        random.Shuffle(known);
        Field[] fields = [.. known.Take(14), Fields.UrlFull, Fields.UrlPath, Fields.SpanDbStatement, Fields.TransactionId, Fields.SpanId, Fields.ParentId, Fields.Label("user"), Fields.NumericLabel("item")];
        _manners = [.. fields.Distinct().Select(field => new Manner(field, random.Next(8), random.Next(4), random.Next(1, 1 << Kinds)))];
    }

    /// <param name="Field">The field.</param>
    /// <param name="Values">Where its values come from.</param>
    /// <param name="Presence">Which rows have it: all, those of some kinds, or any.</param>
    /// <param name="OfKinds">A bit for each kind of rows that has it.</param>
    private sealed record Manner(Field Field, int Values, int Presence, int OfKinds);

    /// <summary>Rows of traces.</summary>
    public static EventBatch Of(Random random, int rows) => new RandomColumns(random).Build(rows);

    private EventBatch Build(int rows)
    {
        var builder = new EventBatchBuilder();
        long micros = Samples.Micros(Samples.Now);
        int trace = 0, left = 0;
        for (int row = 0; row < rows; row++, left--)
        {
            if (left == 0) (trace, left) = (_random.Next(1, int.MaxValue), _random.Next(1, MostRowsOfTrace));
            builder.Set(Fields.Timestamp, micros += _random.Next(2_000));
            builder.Set(Fields.TraceId, EventId.FromUInt128(new UInt128((ulong)trace, 1)));
            SetFields(builder, trace, kind: _random.Next(Kinds));
            builder.EndRow();
        }
        return builder.Build(BatchId.New());
    }

    private void SetFields(EventBatchBuilder builder, int trace, int kind)
    {
        string before = "";
        foreach (var manner in _manners)
        {
            bool isThere = manner.Presence switch
            {
                0 => true,
                3 => _random.Next(3) == 0,
                _ => (manner.OfKinds >> kind & 1) != 0,
            };
            if (!isThere) continue;
            switch (manner.Field.Kind)
            {
                case ColumnKind.String:
                    builder.Set(manner.Field, before = TextOf(manner, trace, kind, before));
                    break;
                case ColumnKind.Double:
                    builder.Set(manner.Field, NumberOf(manner, trace, kind, before) / 4.0);
                    break;
                case ColumnKind.Id:
                    builder.Set(manner.Field, EventId.FromUInt64((ulong)NumberOf(manner, trace, kind, before)));
                    break;
                default:
                    builder.Set(manner.Field, NumberOf(manner, trace, kind, before) & (manner.Field.Type == FieldType.Boolean ? 1 : -1));
                    break;
            }
        }
    }

    private string TextOf(Manner manner, int trace, int kind, string before) => manner.Values switch
    {
        0 => "always",
        1 => $"one of few {_random.Next(9)}",
        2 => $"of trace {trace}",
        3 => Word(),
        4 => string.Create(CultureInfo.InvariantCulture, $"GET /items/{_random.Next(50_000)}?page={_random.Next(9)}"),
        5 => $"of kind {kind}",
        6 => $"{Word()}{before}{Word()}",
        _ => before.Length > 4 ? before[2..^2] : Word(),
    };

    private long NumberOf(Manner manner, int trace, int kind, string before) => manner.Values switch
    {
        0 => 8_200,
        1 => _random.Next(9),
        2 => trace,
        3 => _random.NextInt64(),
        4 => _random.Next(2_000_000),
        5 => kind,
        6 => before.Length,
        _ => trace % 20,
    };

    private string Word() => string.Concat(Enumerable.Range(0, _random.Next(5, 20)).Select(_ => (char)('a' + _random.Next(26))));
}
