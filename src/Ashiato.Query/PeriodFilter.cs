using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>What a period says in the words of a query.</summary>
internal static class PeriodFilter
{
    extension(Period period)
    {
        /// <summary>The condition on the environment.</summary>
        public Filter Filter => period.Environment is { } environment
            ? Storage.Queries.Filter.Is(Fields.ServiceEnvironment, environment)
            : Storage.Queries.Filter.Everything;

        /// <summary>How many of something there were each second.</summary>
        public double PerSecond(long count)
        {
            // As doubles, because all of time is longer than a long can count.
            double seconds = ((double)period.Time.ToMicros - period.Time.FromMicros) / 1_000_000;
            return seconds > 0 ? count / seconds : 0;
        }
    }
}
