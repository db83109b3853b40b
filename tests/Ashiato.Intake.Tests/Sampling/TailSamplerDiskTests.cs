using Ashiato.Intake.Sampling;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>What waits on disk outlives the program, takes no more room than it may, and leaves when it is decided.</summary>
public sealed class TailSamplerDiskTests : SamplingScene
{
    [Fact]
    public async Task What_waits_goes_on_waiting_after_a_restart()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 20)));

        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(10, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(2, events));
    }

    [Fact]
    public async Task What_was_held_before_a_kill_is_not_held_twice_when_its_sender_sends_it_again()
    {
        await using var server = Server(s_all);
        var sent = TraceEvents.Whole(Enumerable.Range(0, 20));
        await server.TakeAsync(sent);

        await server.RestartAsync();
        await server.TakeAsync(sent);
        await server.DecideAsync();

        Assert.Equal(20, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(2, events));
    }

    [Theory]
    [InlineData(0.000_001, 2)]
    [InlineData(1, 0)]
    public async Task A_disk_that_is_fuller_than_it_may_be_holds_nothing_back(double threshold, int keptAtOnce)
    {
        await using var server = await SamplingServer.WithAsync(
            Server(s_none), options => new TailSamplingOptions { Policies = options.Policies, Directory = options.Directory, DiskUsageThreshold = threshold });

        await server.TakeAsync(TraceEvents.Spans(1));

        Assert.Equal(keptAtOnce, Kept().Values.Sum());
    }

    [Fact]
    public async Task What_was_decided_stays_decided_after_a_restart()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        // A trace of somebody else's keeps the file there.
        await server.TakeAsync(TraceEvents.Batch(builder =>
        {
            builder.Append(TraceEvents.Whole(Enumerable.Range(0, 20)));
            builder.Append(TraceEvents.Spans(99));
        }));
        await server.DecideAsync();
        var before = Kept();

        await server.RestartAsync();
        await server.DecideAsync();
        await server.TakeAsync([.. Enumerable.Range(0, 20).Select(trace => TraceEvents.Spans(trace))]);
        await server.DecideAsync();

        Assert.Equal(before.Keys.OrderBy(trace => trace.Value), Kept().Keys.OrderBy(trace => trace.Value));
        Assert.All(Kept().Values, events => Assert.Equal(4, events));
    }

    [Fact]
    public async Task A_kill_before_anything_is_published_loses_and_doubles_nothing()
    {
        var store = new RecordingStore { RefusesFirst = 1 };
        await using var server = new SamplingServer(store, _time, s_all);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 20)));
        await Assert.ThrowsAsync<Storage.StoreBusyException>(server.DecideAsync);

        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(40, EventsOf(store));
    }

    [Fact]
    public async Task A_kill_before_what_was_published_is_noted_publishes_it_under_the_same_identities()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Batch(builder =>
        {
            builder.Append(TraceEvents.Whole(Enumerable.Range(0, 20)));
            builder.Append(TraceEvents.Spans(99));
        }));
        await server.DecideAsync();
        var first = PublishedIds();

        await server.RestartAsync(() => File.WriteAllText(server.DecisionsPath, File.ReadAllLines(server.DecisionsPath)[0] + "\n"));
        await server.DecideAsync();

        // The store keeps a batch once; the recording shows that it came twice.
        Assert.Equal([.. first, .. first], PublishedIds());
    }

    [Fact]
    public async Task A_record_that_was_not_written_to_its_end_is_left_out_and_the_rest_is_kept()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 5)), TraceEvents.Whole(Enumerable.Range(5, 5)));

        await server.RestartAsync(() =>
        {
            string path = Directory.EnumerateFiles(server.Options.Directory, "*.events").Single();
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length - 1);
        });
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(10, 5)));
        await server.DecideAsync();

        Assert.Equal(Enumerable.Range(0, 5).Concat(Enumerable.Range(10, 5)).Select(TraceEvents.Trace), Kept().Keys.OrderBy(trace => trace.Value));
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 0)]
    public async Task The_disk_is_bounded_and_events_beyond_pass_or_are_dropped_as_whole_traces(bool discards, int passed)
    {
        await using var first = Server(new SamplingPolicy { SampleRate = 0.001 });
        await using var server = await SamplingServer.WithAsync(first, options => new TailSamplingOptions
        {
            Policies = options.Policies,
            Directory = Path.Combine(options.Directory, "bounded"),
            StorageLimitBytes = 4_096,
            DiscardsOnWriteFailure = discards,
        });
        await server.TakeAsync(TraceEvents.Spans(1_000));

        await server.TakeAsync([.. Enumerable.Range(0, 5).Select(i => TraceEvents.Whole(Enumerable.Range(i * 100, 100)))]);

        Assert.InRange(server.EventBytes, 1, 4_096);
        Assert.True(Kept().Count >= passed);
        Assert.All(Kept().Values, events => Assert.Equal(2, events));
        int before = Kept().Count;
        await server.TakeAsync(TraceEvents.Spans(499));
        Assert.Equal(discards ? 0 : 4, Kept().GetValueOrDefault(TraceEvents.Trace(499)));
        Assert.Equal(before, Kept().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_trace_of_which_a_part_waits_is_dropped_whole_when_another_part_finds_no_room(bool isRootFirst)
    {
        await using var first = Server(s_all);
        await using var server = await SamplingServer.WithAsync(first, options => new TailSamplingOptions
        {
            Policies = options.Policies,
            Directory = Path.Combine(options.Directory, "bounded"),
            StorageLimitBytes = 4_096,
            DiscardsOnWriteFailure = true,
        });
        await server.TakeAsync(isRootFirst ? TraceEvents.Root(1) : TraceEvents.Spans(1, count: 1), TraceEvents.Whole([2]));
        await server.TakeAsync(TraceEvents.Spans(1, count: 1_000));
        if (!isRootFirst) await server.TakeAsync(TraceEvents.Root(1));

        await server.DecideAsync();
        await server.DecideAsync();

        Assert.Equal((TraceEvents.Trace(2), 2), Assert.Single(Kept().Select(pair => (pair.Key, pair.Value))));
        Assert.Equal(isRootFirst ? 1_001 : 1_002, server.LeftOut["shop"]);
        Assert.Equal(0, server.EventBytes);
    }

    [Fact]
    public async Task What_nobody_decides_about_is_forgotten_in_time()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Spans(1));
        await server.DecideAsync();
        Assert.NotEqual(0, server.EventBytes);

        _time.Advance(TimeSpan.FromMinutes(31));
        await server.DecideAsync();

        Assert.Equal(0, server.EventBytes);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task What_waits_after_a_restart_waits_longer_than_one_interval()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Spans(1));

        await server.RestartAsync();
        await server.DecideAsync();
        await server.TakeAsync(TraceEvents.Root(1));
        await server.DecideAsync();

        Assert.Equal((TraceEvents.Trace(1), 3), Assert.Single(Kept().Select(pair => (pair.Key, pair.Value))));
        Assert.Equal(0, server.EventBytes);
    }

    [Fact]
    public async Task What_comes_after_a_restart_is_not_taken_for_what_was_decided_before_it()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Whole([1]), TraceEvents.Whole([2]), TraceEvents.Whole([3]));
        await server.DecideAsync();
        Assert.Equal(0, server.EventBytes);

        await server.RestartAsync();
        await server.TakeAsync(TraceEvents.Whole([4]));
        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(2, Kept().GetValueOrDefault(TraceEvents.Trace(4)));
    }

    [Fact]
    public async Task Events_still_wait_when_the_server_was_killed_before_it_wrote_the_first_of_a_file()
    {
        await using var server = Server(s_none);

        await server.RestartAsync(() => File.WriteAllText(Path.Combine(server.Options.Directory, $"{0:D20}.events"), ""));
        await server.TakeAsync(TraceEvents.Spans(1));

        Assert.Empty(Kept());
        Assert.NotEqual(0, server.EventBytes);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_any_more_keeps_no_other_trace_back()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Whole([1]));
        using (var file = new FileStream(Directory.EnumerateFiles(server.Options.Directory, "*.events").Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            byte[] zeros = new byte[file.Length];
            file.Write(zeros);
        }
        await server.TakeAsync(TraceEvents.Whole([2]));

        await server.DecideAsync();

        Assert.Equal(TraceEvents.Trace(2), Assert.Single(Kept()).Key);
    }

    [Fact]
    public async Task The_disk_is_free_again_when_everything_is_decided()
    {
        await using var server = Server(s_none, s_all);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 100)));
        await server.DecideAsync();

        Assert.Equal(0, server.EventBytes);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_second_server_cannot_use_the_same_directory()
    {
        await using var server = Server(s_all);
        var options = server.Options;

        var refusal = Assert.Throws<TailSamplingException>(() => new TailSampler(
            options, _store, new SharedDecisions(_store, new IntakeOptions(), _time), _time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, new Random(1)));

        Assert.Contains("Each server needs one of its own", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_is_published_when_the_decision_cannot_be_written()
    {
        FailingFile? file = null;
        await using var server = new SamplingServer(_store, _time, path => file = new FailingFile(path), [s_all]);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 20)));

        file!.Fails = true;
        // That it is published cannot be noted either, so it is done again.
        await Assert.ThrowsAsync<IOException>(server.DecideAsync);
        Assert.Equal(20, Kept().Count);
        var first = PublishedIds();
        file.Fails = false;
        await server.DecideAsync();
        await server.TakeAsync(TraceEvents.Whole([30]));
        await server.DecideAsync();
        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(21, Kept().Count);
        Assert.Equal([.. first, .. first], PublishedIds()[..(first.Count * 2)]);
        Assert.Equal((first.Count * 2) + 1, PublishedIds().Count);
        Assert.Equal(0, server.EventBytes);
    }

    [Fact]
    public async Task What_there_was_no_room_for_is_not_taken_for_what_the_store_has_already_when_it_comes_again()
    {
        var store = new RecordingStore { RefusesOnly = 2 };
        await using var first = new SamplingServer(store, _time, s_all);
        await using var server = await SamplingServer.WithAsync(first, options => new TailSamplingOptions
        {
            Policies = options.Policies,
            Directory = Path.Combine(options.Directory, "bounded"),
            StorageLimitBytes = 4_096,
        });
        var batch = TraceEvents.Batch(builder =>
        {
            TraceEvents.Begin(builder, Fields.Events.Error, 7);
            builder.EndRow();
            builder.Append(TraceEvents.Spans(1, count: 1_000));
        }).WithId(BatchId.New());

        await Assert.ThrowsAsync<Storage.StoreBusyException>(() => server.TakeAsync(batch));
        await server.TakeAsync(batch);

        var spans = store.Events.Where(row => row.Text(Fields.ProcessorEvent) == Fields.Events.Span).ToList();
        Assert.Equal(1_000, spans.Count);
        Assert.DoesNotContain(spans, row => row.Batch.Id == batch.Id);
    }

    private sealed class FailingFile(string path) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read)
    {
        public bool Fails { get; set; }

        public override void Flush(bool flushToDisk)
        {
            if (Fails) throw new IOException("The test says so.");
            base.Flush(flushToDisk);
        }
    }

    private static int EventsOf(RecordingStore store) => store.Events.Count(row => row.Has(Fields.TraceId));

    private List<BatchId> PublishedIds() => [.. _store.Events.Where(row => row.Has(Fields.TraceId)).Select(row => row.Batch).Distinct().Select(batch => batch.Id)];
}
