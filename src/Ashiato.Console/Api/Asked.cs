using Ashiato.Query;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ashiato.Console.Api;

/// <summary>Answers questions about a period: its parameters are read, then the question is asked.</summary>
internal static class Asked
{
    extension(PeriodParameters when)
    {
        /// <summary>The answer, or what is wrong with the parameters.</summary>
        public async Task<Results<Ok<T>, ProblemHttpResult>> AskAsync<T>(IQuestions questions, TimeProvider time, Func<Period, Task<T>> ask, CancellationToken cancel)
        {
            var (period, problem) = await when.ReadAsync(questions, time, cancel);
            return problem is not null ? problem : TypedResults.Ok(await ask(period));
        }

        /// <summary>The answer; a sentence when there is none; or what is wrong with the parameters.</summary>
        public async Task<Results<Ok<T>, ProblemHttpResult>> AskAsync<T>(
            IQuestions questions, TimeProvider time, Func<Period, Task<T?>> ask, Func<string> nothing, CancellationToken cancel)
            where T : class
        {
            var (period, problem) = await when.ReadAsync(questions, time, cancel);
            if (problem is not null) return problem;
            return await ask(period) is { } answer ? TypedResults.Ok(answer) : ApiProblems.NotFound(nothing());
        }
    }
}
