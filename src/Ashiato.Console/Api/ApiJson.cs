using System.Text.Json;
using System.Text.Json.Serialization;
using Ashiato.Console.Doctor;
using Ashiato.Doctor;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Breakdown;
using Ashiato.Query.Correlations;
using Ashiato.Query.Dependencies;
using Ashiato.Query.Deploys;
using Ashiato.Query.Errors;
using Ashiato.Query.Exploring;
using Ashiato.Query.Flame;
using Ashiato.Query.Instances;
using Ashiato.Query.Calls;
using Ashiato.Query.Findings;
using Ashiato.Query.Kql.Completion;
using Ashiato.Query.Logs;
using Ashiato.Query.Map;
using Ashiato.Query.Metrics;
using Ashiato.Query.Routes;
using Ashiato.Query.Runs.Diff;
using Ashiato.Query.Services;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Comparison;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Query.Transactions;
using Ashiato.Query.Upkeep;
using Ashiato.Query.Versions;
using Ashiato.Settings.Chats;
using Ashiato.Settings.Runs;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Mvc;

namespace Ashiato.Console.Api;

/// <summary>The answers' JSON: camel case, nulls left out, enums by name.</summary>
[JsonSerializable(typeof(ServiceList))]
[JsonSerializable(typeof(ServiceDetails))]
[JsonSerializable(typeof(IReadOnlyList<TransactionGroup>))]
[JsonSerializable(typeof(TransactionDetails))]
[JsonSerializable(typeof(TimeSeries))]
[JsonSerializable(typeof(ResultTimes))]
[JsonSerializable(typeof(TimeByType))]
[JsonSerializable(typeof(IReadOnlyList<ServiceInstance>))]
[JsonSerializable(typeof(IReadOnlyList<ServiceVersion>))]
[JsonSerializable(typeof(IReadOnlyList<Deploy>))]
[JsonSerializable(typeof(IReadOnlyList<Dependency>))]
[JsonSerializable(typeof(DependencyDetails))]
[JsonSerializable(typeof(ErrorGroupList))]
[JsonSerializable(typeof(ErrorDetails))]
[JsonSerializable(typeof(FlameGraph))]
[JsonSerializable(typeof(ServiceMap))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(LogPatternList))]
[JsonSerializable(typeof(IReadOnlyList<MetricField>))]
[JsonSerializable(typeof(MetricChart))]
[JsonSerializable(typeof(ExploredRows))]
[JsonSerializable(typeof(ExploredGroups))]
[JsonSerializable(typeof(CorrelationList))]
[JsonSerializable(typeof(IReadOnlyList<RouteRuleBody>))]
[JsonSerializable(typeof(IReadOnlyList<RoutePreview>))]
[JsonSerializable(typeof(IReadOnlyList<RouteSuggestion>))]
[JsonSerializable(typeof(IReadOnlyList<SavedViewBody>))]
[JsonSerializable(typeof(SavedViewBody))]
[JsonSerializable(typeof(IReadOnlyList<TransactionSample>))]
[JsonSerializable(typeof(IReadOnlyList<RecentTrace>))]
[JsonSerializable(typeof(Trace))]
[JsonSerializable(typeof(EventDetails))]
[JsonSerializable(typeof(TraceNotes))]
[JsonSerializable(typeof(TraceColumns))]
[JsonSerializable(typeof(TraceComparison))]
[JsonSerializable(typeof(TraceFile))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(CallRanking))]
[JsonSerializable(typeof(CallDetails))]
[JsonSerializable(typeof(CallMatrix))]
[JsonSerializable(typeof(FindingList))]
[JsonSerializable(typeof(IReadOnlyList<MuteAnswer>))]
[JsonSerializable(typeof(MuteRequest))]
[JsonSerializable(typeof(IReadOnlyList<RunAnswer>))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunStopRequest))]
[JsonSerializable(typeof(RunDiffAnswer))]
[JsonSerializable(typeof(IReadOnlyList<RunRuleBody>))]
[JsonSerializable(typeof(RunPostRequest))]
[JsonSerializable(typeof(RunPostAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ChatAddressAnswer>))]
[JsonSerializable(typeof(ChatAddressRequest))]
[JsonSerializable(typeof(IReadOnlyList<KqlSuggestion>))]
[JsonSerializable(typeof(StoreStatus))]
[JsonSerializable(typeof(DoctorAnswer))]
[JsonSerializable(typeof(DeletedEvents))]
[JsonSerializable(typeof(StoreUsage))]
[JsonSerializable(typeof(UpkeepState<StoreVerification>))]
[JsonSerializable(typeof(UpkeepState<StoreBackup>))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeyAnswer>))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(CreatedApiKeyAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(IReadOnlyList<UserAnswer>))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(AddedUserAnswer))]
[JsonSerializable(typeof(MadePasswordAnswer))]
[JsonSerializable(typeof(IReadOnlyList<AgentAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<SilentServiceAnswer>))]
[JsonSerializable(typeof(RecordingAnswer))]
[JsonSerializable(typeof(RecordingRequest))]
[JsonSerializable(typeof(IReadOnlyList<AgentConfigurationAnswer>))]
[JsonSerializable(typeof(AgentConfigurationRequest))]
[JsonSerializable(typeof(IReadOnlyList<SourceMapAnswer>))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        // Answers hold documents as they are.
        options.MaxDepth = EventDocument.MaxDepth;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter<TraceRowKind>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<CallChange>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<KqlSuggestionKind>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<CallScope>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<FindingKind>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<DiffCauseKind>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<RunRuleKind>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<ChatFormat>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<GroupSource>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<Cause>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<ClientKind>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter<Step>(JsonNamingPolicy.CamelCase));
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
