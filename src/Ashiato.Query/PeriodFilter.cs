using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>What a period says in the words of a query.</summary>
internal static class PeriodFilter
{
    extension(Period period)
    {
        /// <summary>The conditions on the environment and on anything else.</summary>
        public Filter Filter
        {
            get
            {
                var where = period.Where ?? Storage.Queries.Filter.Everything;
                if (period.Environment is not { } environment) return where;
                Filter isThere = environment == Period.NoEnvironment
                    ? new Filter.Not(new Filter.Exists(Fields.ServiceEnvironment))
                    : Storage.Queries.Filter.Is(Fields.ServiceEnvironment, environment);
                return period.Where is null ? isThere : isThere.And(where);
            }
        }

        /// <summary>How many of something there were each second.</summary>
        public double PerSecond(long count)
        {
            // As doubles, because all of time is longer than a long can count.
            double seconds = ((double)period.Time.ToMicros - period.Time.FromMicros) / 1_000_000;
            return seconds > 0 ? count / seconds : 0;
        }
    }
}
