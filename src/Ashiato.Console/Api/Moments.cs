namespace Ashiato.Console.Api;

/// <summary>Moments as <c>/api/</c> writes them.</summary>
internal static class Moments
{
    extension(DateTimeOffset moment)
    {
        /// <summary>Microseconds since the Unix epoch (UTC).</summary>
        public long ToMicros() => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }
}
