using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Dependencies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/dependencies</c>.</summary>
internal static class DependencyEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapDependencies()
        {
            var dependencies = api.MapGroup("/dependencies").WithTags("dependencies");
            dependencies.MapGet("", ListAsync).WithName("listDependencies")
                .WithSummary("What is called: databases, queues, other services; most time spent first.").ProducesProblem(StatusCodes.Status400BadRequest);
            // The name stands in the query: it may hold slashes.
            dependencies.MapGet("details", GetAsync).WithName("getDependency")
                .WithSummary("One dependency over time, its callers, and what it was asked to do.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static Task<Results<Ok<IReadOnlyList<Dependency>>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "service"), Description("Only what this service calls (service.name). Default all.")] string? service,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.DependenciesAsync(service, period, cancel), cancel);

    private static Task<Results<Ok<DependencyDetails>, ProblemHttpResult>> GetAsync(
        [Description("span.destination.service.resource")] string resource,
        [FromQuery(Name = "service"), Description("Only calls of this service (service.name). Default all.")] string? service,
        [FromQuery(Name = "operation"), Description("Only what is called so (span.name). Default all.")] string? operation,
        [AsParameters] PeriodParameters when, IQuestions questions, TimeProvider time, CancellationToken cancel) =>
        when.AskAsync(questions, time, period => questions.DependencyAsync(resource, service, operation, period, cancel), () => $"Nobody called '{resource}' in this period; /api/dependencies lists what was called.", cancel);
}
