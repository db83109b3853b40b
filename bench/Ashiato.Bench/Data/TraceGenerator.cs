namespace Ashiato.Bench.Data;

/// <summary>Makes whole traces: who called whom, what each did, and how long it took.</summary>
/// <remarks>
/// 10 to 25 events (mean 17.5), of which 1 to 7 are transactions (mean 2.6); every transaction but the first hangs under a call in
/// another. Endpoints, items, users, statements and regions are Zipf-skewed, durations log-normal; 5 % of the traces fail somewhere,
/// and so does everything above that place.
/// </remarks>
internal sealed class TraceGenerator(Catalog catalog, SeededRandom random)
{
    private const int LeastEvents = 10;
    private const int MostEvents = 25;
    private const int Items = 50_000;
    private const int Users = 1_000_000;
    private const double FailedShare = 0.05;

    // How many of 100 traces have 1, 2, … 7 transactions. Mean 2.65; traces too small for their transactions lose some, which leaves 2.6.
    private static readonly int[] s_transactionsOf100 = [34, 24, 15, 11, 8, 5, 3];
    private static readonly string[] s_regions = ["ap-northeast-1", "us-east-1", "eu-central-1", "ap-southeast-2", "sa-east-1"];

    private readonly Zipf _endpoints = new(Catalog.EndpointCount, 1.0);
    private readonly Zipf _items = new(Items, 1.0);
    private readonly Zipf _users = new(Users, 0.8);
    private readonly Zipf _statements = new(Catalog.StatementCount / 12, 0.9);
    private readonly Zipf _regions = new(s_regions.Length, 1.2);

    /// <summary>One transaction before it has a place in time.</summary>
    private sealed class Plan
    {
        public required BenchEndpoint Endpoint { get; init; }
        public required BenchInstance Instance { get; init; }
        public required ulong Id { get; init; }
        public required Plan? Caller { get; init; }
        public List<Step> Steps { get; } = [];
        public bool IsFailed { get; set; }
    }

    /// <summary>One span of a transaction: a call when there is a callee.</summary>
    private readonly record struct Step(TraceEventKind Kind, Plan? Callee = null);

    /// <summary>Adds the events of a new trace.</summary>
    public void Generate(long startMicros, List<TraceEvent> events)
    {
        var plans = PlanTransactions(out int spansLeft);
        for (; spansLeft > 0; spansLeft--) plans[random.Next(plans.Count)].Steps.Add(new(LeafKind()));
        foreach (var plan in plans) Shuffle(plan.Steps);
        if (random.Chance(FailedShare))
            for (var plan = plans[random.Next(plans.Count)]; plan is not null; plan = plan.Caller) plan.IsFailed = true;
        LayOut(plans[0], NextVisit(startMicros), 0, startMicros, events);
    }

    private List<Plan> PlanTransactions(out int spansLeft)
    {
        int eventCount = LeastEvents + random.Next(MostEvents - LeastEvents + 1);
        // A transaction costs two events, itself and the call to it, but for the first.
        int transactionCount = Math.Min(NextTransactionCount(), (eventCount + 1) / 2);
        var plans = new List<Plan>(transactionCount);
        for (int at = 0; at < transactionCount; at++)
        {
            var endpoint = catalog.Endpoints[_endpoints.Next(random)];
            var caller = at == 0 ? null : plans[random.Next(at)];
            var instance = catalog.Instances[endpoint.Service.Index * Catalog.InstancesPerService + random.Next(Catalog.InstancesPerService)];
            var plan = new Plan { Endpoint = endpoint, Instance = instance, Id = random.NextId(), Caller = caller };
            caller?.Steps.Add(new(TraceEventKind.Call, plan));
            plans.Add(plan);
        }
        spansLeft = eventCount - transactionCount - (transactionCount - 1);
        return plans;
    }

    private int NextTransactionCount()
    {
        int ticket = random.Next(100);
        int count = 1;
        foreach (int share in s_transactionsOf100)
        {
            if (ticket < share) break;
            ticket -= share;
            count++;
        }
        return count;
    }

    private TraceEventKind LeafKind() => random.Next(100) switch
    {
        < 72 => TraceEventKind.Statement,
        < 90 => TraceEventKind.Cache,
        _ => TraceEventKind.Work,
    };

    private void Shuffle(List<Step> steps)
    {
        for (int left = steps.Count; left > 1; left--)
        {
            int other = random.Next(left);
            (steps[left - 1], steps[other]) = (steps[other], steps[left - 1]);
        }
    }

    private Visit NextVisit(long startMicros)
    {
        // The most frequent users and items should not be those with the smallest numbers.
        int user = (int)((_users.Next(random) + 1) * 7_919L % Users);
        int item = (int)((_items.Next(random) + 1) * 7_919L % Items);
        var moment = DateTime.UnixEpoch.AddMicroseconds(startMicros);
        ulong session = SeededRandom.Mix((ulong)user << 32 | (uint)(startMicros / 3_600_000_000));
        return new(random.NextId(), random.NextBits(), user, item, session, s_regions[_regions.Next(random)], moment);
    }

    /// <summary>Gives a transaction, its spans and all below them their times, one after the other.</summary>
    /// <returns>How long the transaction took, in microseconds.</returns>
    private double LayOut(Plan plan, Visit visit, ulong parentId, long startMicros, List<TraceEvent> events)
    {
        double offset = Gap();
        bool failureIsTold = false;
        // Work encloses the step after it, so that there are spans inside spans.
        TraceEventKind? open = null;
        ulong openId = 0;
        double openOffset = 0;
        foreach (var step in plan.Steps)
        {
            ulong id = random.NextId();
            if (step.Kind == TraceEventKind.Work && open is null)
            {
                (open, openId, openOffset) = (step.Kind, id, offset);
                offset += Gap();
                continue;
            }
            long start = startMicros + (long)offset;
            var statement = step.Kind == TraceEventKind.Statement ? plan.Endpoint.Service.Statements[_statements.Next(random)] : null;
            double duration = DurationOf(step, statement, visit, id, start, events);
            bool isFailed = step.Callee?.IsFailed ?? (plan.IsFailed && !failureIsTold && !plan.Steps.Exists(other => other.Callee is { IsFailed: true }));
            failureIsTold |= isFailed;
            Add(step.Kind, id, openId == 0 ? plan.Id : openId, start, duration, isFailed, step.Callee?.Endpoint, statement);
            offset += duration + Gap();
            Close();
        }
        Close();
        events.Add(new()
        {
            Kind = TraceEventKind.Transaction,
            Visit = visit,
            Instance = plan.Instance,
            Id = plan.Id,
            TransactionId = plan.Id,
            ParentId = parentId,
            StartMicros = startMicros,
            DurationMicros = offset,
            IsFailed = plan.IsFailed,
            Endpoint = plan.Endpoint,
            SpanCount = plan.Steps.Count,
        });
        return offset;

        void Close()
        {
            if (open is not { } kind) return;
            Add(kind, openId, plan.Id, startMicros + (long)openOffset, offset - openOffset, false, null, null);
            (open, openId) = (null, 0);
            offset += Gap();
        }

        void Add(TraceEventKind kind, ulong id, ulong parent, long start, double duration, bool isFailed, BenchEndpoint? endpoint, SqlTemplate? statement) =>
            events.Add(new()
            {
                Kind = kind,
                Visit = visit,
                Instance = plan.Instance,
                Id = id,
                TransactionId = plan.Id,
                ParentId = parent,
                StartMicros = start,
                DurationMicros = duration,
                IsFailed = isFailed,
                Endpoint = endpoint,
                Statement = statement,
            });
    }

    private double DurationOf(Step step, SqlTemplate? statement, Visit visit, ulong id, long startMicros, List<TraceEvent> events)
    {
        if (statement is not null) return random.NextLogNormal(statement.MedianMicros, 0.7);
        if (step.Callee is null) return random.NextLogNormal(step.Kind == TraceEventKind.Cache ? 250 : 1_500, 0.6);
        double thereMicros = random.NextLogNormal(300, 0.5);
        double backMicros = random.NextLogNormal(300, 0.5);
        return thereMicros + LayOut(step.Callee, visit, id, startMicros + (long)thereMicros, events) + backMicros;
    }

    private double Gap() => random.NextLogNormal(80, 1);
}
