using System.CommandLine;
using Ashiato.Bench;
using Ashiato.Bench.Kubernetes;

var root = new RootCommand("Measures Ashiato: how much it takes in, how fast it answers, how much it needs.")
{
    GenerateCommand.Create(),
    LoadCommand.Create(),
    DecodeCommand.Create(),
    StoreCommand.Create(),
    QueryCommand.Create(),
    SegmentsCommand.Create(),
    SummariesCommand.Create(),
    ReplayCommand.Create(),
    SearchCommand.Create(),
    GoalsCommand.Create(),
    FuzzCommand.Create(),
    SlowAgentsCommand.Create(),
    PagesCommand.Create(),
    ScreenshotsCommand.Create(),
    DoctorCommand.Create(),
    VerdictsCommand.Create(),
    OperatorCommand.Create(),
    ChildOperatorCommand.Create(),
    TraceCommand.Create(),
    AgentCommand.Create(),
    StatementsCommand.Create(),
};
// What was started beside the measured one (ClickHouse, a demo) needs longer to stop than the two seconds that a program gets otherwise.
return await root.Parse(args).InvokeAsync(new System.CommandLine.InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
