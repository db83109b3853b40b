using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Answers of very many rows or bytes that take a noticeable part of the request.</summary>
/// <remarks>Saved is nothing that can be told: it depends on what of the answer is needed. Half of the time stands for it.</remarks>
internal sealed class BigAnswerRule : IFindingRule
{
    private const double ManyRows = 1_000;
    private const double ManyBytes = 1_000_000;
    private const double LeastShareOfTime = 0.1;
    private const int LeastCalls = 5;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        foreach (var use in endpoint.Uses)
        {
            if (use.CallCount < LeastCalls || use.TotalMicros < endpoint.RequestMicros * LeastShareOfTime) continue;
            var kind = all.Kinds[use.Kind];
            if (kind.Scope == CallScope.Database && !kind.Text.StartsWith("SELECT", StringComparison.Ordinal)) continue;
            var spans = endpoint.Requests.SelectMany(static request => request.Spans).Where(span => span.Kind == use.Kind).ToArray();
            double? rows = Mean(spans, static span => span.Rows), bytes = Mean(spans, static span => span.AnswerBytes);
            if (!(rows >= ManyRows || bytes >= ManyBytes)) continue;

            var (request, first) = Wall.Worst(endpoint, use.Kind);
            yield return new Finding
            {
                Kind = FindingKind.BigAnswers,
                Service = endpoint.Numbers.Endpoint.Service,
                Transaction = endpoint.Numbers.Endpoint.Name,
                Call = kind,
                Size = rows >= ManyRows ? rows : bytes,
                CostMicros = use.TotalMicros * endpoint.Weight,
                SavingMicros = use.TotalMicros * endpoint.Weight / 2,
                TraceId = request.TraceId,
                SpanId = first.Id.ToString(),
            };
        }
    }

    private static double? Mean(SampledSpan[] spans, Func<SampledSpan, long> number)
    {
        double[] known = [.. spans.Select(number).Where(static value => value >= 0).Select(static value => (double)value)];
        return known.Length == 0 ? null : known.Average();
    }
}
