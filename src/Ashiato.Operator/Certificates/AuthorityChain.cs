using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Operator.Certificates;

/// <summary>The authorities of an object: the one that signs first, and during a change the next or the last one behind it.</summary>
/// <remarks>
/// Agents that trust the old authority must go on working while it is replaced. So the next one is made and published long before it signs, and the old one stays published until it ends:
/// <list type="number">
/// <item>at the lead before its end: certificates <c>current, next</c>, keys of both, the current one signs;</item>
/// <item>after the overlap: certificates <c>next, previous</c>, the key of the next one alone, which signs;</item>
/// <item>when the previous one has ended, it is dropped.</item>
/// </list>
/// The state is in the Secret itself, so that a restart goes on where it was.
/// </remarks>
/// <param name="Certificates">In PEM, the signer first.</param>
/// <param name="Keys">In PEM, the signer's first.</param>
/// <param name="IsReplaced">True when trust was lost: there was none, or it had ended or was damaged.</param>
internal sealed record AuthorityChain(IReadOnlyList<string> Certificates, IReadOnlyList<string> Keys, bool IsReplaced)
{
    /// <summary>What clients shall trust.</summary>
    public string Bundle => string.Concat(Certificates);

    public KeyPair Signer => new(Certificates[0], Keys[0]);

    /// <summary>Brings the authorities of a Secret up to date.</summary>
    /// <param name="certificates">What the Secret has, or <see langword="null"/>.</param>
    /// <param name="keys">The keys beside them.</param>
    /// <param name="make">Makes a new authority.</param>
    /// <param name="terms">When to change.</param>
    /// <param name="now">The time.</param>
    public static AuthorityChain Advance(string? certificates, string? keys, Func<KeyPair> make, CertificateTerms terms, DateTimeOffset now)
    {
        var known = KeyPair.Split(certificates).ToList();
        var secret = KeyPair.Split(keys).ToList();
        using var signer = known.Count > 0 && secret.Count > 0 ? new KeyPair(known[0], secret[0]).Load() : null;
        if (signer is null || signer.NotAfter <= now)
        {
            var fresh = make();
            return new AuthorityChain([fresh.Certificate], [fresh.Key], IsReplaced: true);
        }
        if (known.Count == 1 && signer.NotAfter - now <= terms.AuthorityLead)
        {
            var next = make();
            return new AuthorityChain([known[0], next.Certificate], [secret[0], next.Key], false);
        }
        if (known.Count > 1 && secret.Count > 1)
        {
            using var next = new KeyPair(known[1], secret[1]).Load();
            bool isDue = next is not null && now - next.NotBefore >= terms.Overlap;
            return isDue ? new AuthorityChain([known[1], known[0]], [secret[1]], false) : new AuthorityChain(known, secret, false);
        }
        if (known.Count > 1)
        {
            using var previous = X509Certificate2.CreateFromPem(known[1]);
            if (previous.NotAfter <= now) known.RemoveAt(1);
        }
        return new AuthorityChain(known, secret, false);
    }

    /// <summary>When something is to be done next.</summary>
    public DateTimeOffset NextChange(CertificateTerms terms)
    {
        using var first = X509Certificate2.CreateFromPem(Certificates[0]);
        if (Certificates.Count == 1) return first.NotAfter - terms.AuthorityLead;
        using var second = X509Certificate2.CreateFromPem(Certificates[1]);
        return Keys.Count > 1 ? second.NotBefore + terms.Overlap : second.NotAfter;
    }
}
