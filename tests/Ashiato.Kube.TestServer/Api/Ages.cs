using System.Globalization;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>How tables show how long ago something was.</summary>
internal static class Ages
{
    public static string Of(TimeSpan age)
    {
        long seconds = Math.Max(0, (long)age.TotalSeconds), minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
        return string.Create(CultureInfo.InvariantCulture, $"{Text()}");

        string Text()
        {
            if (seconds < 120) return $"{seconds}s";
            if (minutes < 10) return Two(minutes, "m", seconds % 60, "s");
            if (minutes < 180) return $"{minutes}m";
            if (hours < 8) return Two(hours, "h", minutes % 60, "m");
            if (hours < 48) return $"{hours}h";
            if (days < 8) return Two(days, "d", hours % 24, "h");
            if (days < 730) return $"{days}d";
            return Two(days / 365, "y", days % 365, "d");
        }

        static string Two(long large, string unit, long small, string smallUnit) => small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{smallUnit}";
    }
}
