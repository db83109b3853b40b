using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/errors</c>.</summary>
internal static class ErrorEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapErrors()
        {
            var errors = api.MapGroup("/errors").WithTags("errors");
            errors.MapGet("", ListAsync).WithName("listErrorGroups")
                .WithSummary("Errors by what they are, most occurrences first.").ProducesProblem(StatusCodes.Status400BadRequest);
            errors.MapGet("details", GetAsync).WithName("getErrorGroup")
                .WithSummary("One error group over time: where it happens, in which versions, and one occurrence in full.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static Task<Results<Ok<ErrorGroupList>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "service"), Description("Of one service (service.name). Default all.")] string? service,
        [FromQuery(Name = "transaction"), Description("Of one transaction group of the service (transaction.name). Default all.")] string? transaction,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.ErrorGroupsAsync(service, transaction, period, cancel), cancel);

    private static Task<Results<Ok<ErrorDetails>, ProblemHttpResult>> GetAsync(
        [FromQuery(Name = "service"), Description("service.name")] string service,
        [Description("error.grouping_key")] string key,
        [Description("error.id of the occurrence to show. Default the newest.")] string? sample,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.ErrorAsync(service, key, sample, period, cancel), () => $"Service '{service}' had no error '{key}' in this period; /api/errors lists those that it had.", cancel);
}
