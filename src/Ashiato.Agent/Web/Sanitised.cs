using System.Text;
using Ashiato.Agent.Settings;

namespace Ashiato.Agent.Web;

/// <summary>Hides values that may be secret.</summary>
internal static class Sanitised
{
    /// <summary>What stands in their place.</summary>
    public const string Hidden = "[REDACTED]";

    /// <summary>A query with the values hidden whose names match.</summary>
    /// <param name="query">The query without its question mark.</param>
    /// <param name="names">Names of secrets.</param>
    public static string Query(ReadOnlySpan<char> query, WildcardPattern[] names)
    {
        var shown = new StringBuilder(query.Length);
        while (true)
        {
            int end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            int equals = pair.IndexOf('=');
            if (equals >= 0 && WildcardPattern.AnyMatches(names, Uri.UnescapeDataString(pair[..equals].ToString()))) shown.Append(pair[..(equals + 1)]).Append(Hidden);
            else shown.Append(pair);
            if (end < 0) return shown.ToString();
            shown.Append('&');
            query = query[(end + 1)..];
        }
    }
}
