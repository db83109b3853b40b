using Ashiato.Model;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

/// <summary>Whatever agents send as parents, times and hosts, some things hold.</summary>
public class TracePropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_links_give_a_tree_with_every_row_once_and_a_path_without_overlap(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(1, 60);
        var trace = await TraceQuestionTests.TraceAsync(Events(random, count));

        var known = trace.Rows.Where(row => row.Kind != TraceRowKind.Missing).ToArray();
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"event {i}").Order(), known.Select(row => row.Name).Order());
        var missing = trace.Rows.Where(row => row.Kind == TraceRowKind.Missing).Select(row => row.Id).ToArray();
        Assert.Equal(missing.Distinct(), missing);
        Assert.Empty(missing.Intersect(known.Select(row => row.Id)));

        for (int i = 0; i < trace.Rows.Count; i++) Check(trace, i);
        CheckPath(trace);
    }

    private static void Check(Trace trace, int index)
    {
        var row = trace.Rows[index];
        Assert.InRange(row.Parent, -1, index - 1);
        Assert.Equal(row.Parent < 0 ? 0 : trace.Rows[row.Parent].Depth + 1, row.Depth);
        // Depth first: between a row and its parent stand only descendants of that parent.
        for (int between = index - 1; between > row.Parent && row.Parent >= 0; between--) Assert.True(trace.Rows[between].Depth >= row.Depth);
        Assert.InRange(row.SelfMicros, 0, row.DurationMicros);
        Assert.InRange(row.OffsetMicros, 0, trace.DurationMicros);
        Assert.InRange(row.OffsetMicros + row.DurationMicros, 0, trace.DurationMicros);

        var children = trace.Rows.Where(child => child.Parent == index).ToArray();
        Assert.Equal(children.Select(child => child.OffsetMicros).Order(), children.Select(child => child.OffsetMicros));
        if (row.Kind != TraceRowKind.Missing) return;
        Assert.NotEmpty(children);
        Assert.Equal(children.Min(child => child.OffsetMicros), row.OffsetMicros);
        Assert.Equal(children.Max(child => child.OffsetMicros + child.DurationMicros), row.OffsetMicros + row.DurationMicros);
    }

    private static void CheckPath(Trace trace)
    {
        long reached = 0;
        foreach (var step in trace.CriticalPath)
        {
            var row = trace.Rows[step.Row];
            Assert.True(step.FromMicros >= reached && step.ToMicros > step.FromMicros);
            Assert.InRange(step.FromMicros, row.OffsetMicros, row.OffsetMicros + row.DurationMicros);
            Assert.InRange(step.ToMicros, row.OffsetMicros, row.OffsetMicros + row.DurationMicros);
            reached = step.ToMicros;
        }
        if (trace.DurationMicros > 0) Assert.Equal(trace.DurationMicros, reached);
    }

    private static SampleEvents Events(Random random, int count)
    {
        var events = new SampleEvents();
        for (int i = 0; i < count; i++)
        {
            string name = $"event {i}";
            string id = Id(random, count);
            string? parent = random.Next(8) == 0 ? null : Id(random, count);
            long at = random.Next(-20_000, 20_000), takes = random.Next(0, 30_000);
            void With(EventBatchBuilder batch)
            {
                batch.Set(Fields.HostHostname, $"host {random.Next(4)}");
                if (random.Next(3) == 0) batch.Clear(Fields.HostHostname);
                if (random.Next(10) == 0) batch.Set(Fields.SpanSync, false);
                if (random.Next(10) == 0) batch.Add(Fields.ChildId, System.Text.Encoding.UTF8.GetBytes(Id(random, count)));
            }
            if (random.Next(4) == 0) events.Transaction(id, at, takes, parent, name: name, with: With);
            else events.Span(id, at, takes, parent, random.Next(5) == 0 ? null : Id(random, count), with: batch =>
            {
                With(batch);
                batch.Set(Fields.SpanName, name);
            });
        }
        return events;
    }

    /// <summary>Ids collide now and then, and some belong to nobody.</summary>
    private static string Id(Random random, int count) => $"{random.Next(count * 2):x16}";
}
