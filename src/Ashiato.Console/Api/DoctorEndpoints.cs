using Ashiato.Console.Doctor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/doctor</c>.</summary>
internal static class DoctorEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapDoctor() => api.MapGet("/doctor", GetAsync)
            .WithTags("doctor")
            .WithName("getDoctor")
            .WithSummary("Why events arrive or do not: recent attempts of clients with verdicts and the lines that mend them, and what became of each service's events.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<DoctorAnswer>> GetAsync(DoctorView doctor, CancellationToken cancel) => TypedResults.Ok(await doctor.ReadAsync(cancel));
}
