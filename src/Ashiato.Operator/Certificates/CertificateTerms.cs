namespace Ashiato.Operator.Certificates;

/// <summary>How long certificates live, and when the next one is made.</summary>
internal sealed record CertificateTerms
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(720), s_longestOverlap = TimeSpan.FromDays(15);

    /// <summary>How long an authority lives. Default a year.</summary>
    public TimeSpan AuthorityValidity { get; init; } = TimeSpan.FromHours(8760);

    /// <summary>How long a certificate lives. Default a year.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(8760);

    /// <summary>What kind of keys new certificates get. Those that are there keep theirs.</summary>
    public KeyKind Keys { get; init; }

    /// <summary>How long before its end the next authority is made; 30 days or a third of its life unless said.</summary>
    public TimeSpan? AuthorityRotateBefore { get; init; }

    /// <summary>The same for certificates.</summary>
    public TimeSpan? RotateBefore { get; init; }

    public TimeSpan AuthorityLead => AuthorityRotateBefore ?? Shorter(s_longest, AuthorityValidity / 3);

    public TimeSpan Lead => RotateBefore ?? Shorter(s_longest, Validity / 3);

    /// <summary>How long both authorities are known before the new one signs.</summary>
    public TimeSpan Overlap => Shorter(s_longestOverlap, AuthorityLead / 2);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
