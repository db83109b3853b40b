using System.Globalization;
using System.Text;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Bench.Micro;

/// <summary>What the bytes of segments are spent on.</summary>
internal static class SegmentBytes
{
    /// <summary>Bytes per event by column, each with its forms; the largest first.</summary>
    public static string Of(IEnumerable<Segment> segments, long events)
    {
        var bytes = new Dictionary<string, SortedDictionary<string, long>>();
        long total = 0;
        foreach (var segment in segments)
        {
            if (segment.Footer is not { } footer) continue;
            long known = 0;
            foreach (var group in segment.Groups.OfType<SegmentRowGroup>())
            {
                var directory = group.Directory;
                long inline = 0;
                for (int field = 0; field < footer.Fields.Count; field++)
                {
                    var entry = directory[field];
                    if (entry.IsNone) continue;
                    int size = entry.Bytes?.Length ?? entry.Block.StoredBytes;
                    if (entry.Bytes is not null) inline += size;
                    var form = entry.Bytes is not null ? (ColumnForm)entry.Bytes[0] : group.Parts.File.Decode(entry.Block, static block => (ColumnForm)block[0]);
                    Add(footer.Fields[field].Name, form.ToString(), size);
                }
                Add("(shapes)", "", directory.Shapes.StoredBytes);
            }
            for (int field = 0; field < footer.Fields.Count; field++) Add(footer.Fields[field].Name, "dictionary", footer.Dictionaries[field].StoredBytes);
            Add("(traces)", "table", footer.Traces.StoredBytes);
            total += segment.SizeBytes;
            // Directories hold short columns, which are counted above, compressed together.
            Add("(directories, footer)", "", segment.SizeBytes - known);

            void Add(string column, string form, long size)
            {
                if (size == 0) return;
                known += size;
                if (!bytes.TryGetValue(column, out var forms)) bytes.Add(column, forms = []);
                forms[form] = forms.GetValueOrDefault(form) + size;
            }
        }
        var text = new StringBuilder();
        text.AppendLine("| column | bytes per event | by form |").AppendLine("|---|---:|---|");
        foreach (var (column, forms) in bytes.OrderByDescending(one => one.Value.Values.Sum()))
        {
            string byForm = string.Join(", ", forms.OrderByDescending(form => form.Value).Select(form => $"{form.Key} {Per(form.Value)}"));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {column} | {Per(forms.Values.Sum())} | {byForm.Trim()} |");
        }
        return text.AppendLine(CultureInfo.InvariantCulture, $"| all | {Per(total)} | |").ToString();

        string Per(long size) => ((double)size / events).ToString("F3", CultureInfo.InvariantCulture);
    }
}
