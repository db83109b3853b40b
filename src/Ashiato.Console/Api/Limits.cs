using Microsoft.AspNetCore.Http.HttpResults;

namespace Ashiato.Console.Api;

/// <summary>How many items a list may have.</summary>
internal static class Limits
{
    private const int Most = 1_000;

    /// <returns><see langword="null"/>, or what to answer when the number is out of range.</returns>
    public static ProblemHttpResult? Read(int? asked, int otherwise, out int limit)
    {
        limit = asked ?? otherwise;
        return limit is >= 1 and <= Most ? null : ApiProblems.BadRequest($"'limit' is {limit}; write a number from 1 to {Most}.");
    }
}
