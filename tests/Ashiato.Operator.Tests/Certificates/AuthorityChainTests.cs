using System.Security.Cryptography.X509Certificates;
using Ashiato.Operator.Certificates;

namespace Ashiato.Operator.Tests.Certificates;

public sealed class AuthorityChainTests
{
    private readonly CertificateTerms _terms = new();
    private readonly SettableTime _time = new();

    [Fact]
    public void An_authority_is_replaced_in_steps_and_who_trusted_the_old_one_trusts_every_certificate_until_it_ends()
    {
        var maker = new CertificateMaker(_terms, _time);
        var chain = Advance(null, maker);
        Assert.True(chain.IsReplaced);
        string pinned = chain.Bundle;

        _time.Now += _terms.AuthorityValidity - _terms.AuthorityLead;
        var published = Advance(chain, maker);
        Assert.Equal((2, 2), (published.Certificates.Count, published.Keys.Count));
        Assert.Equal(pinned, published.Certificates[0]);
        AssertTrusted(pinned, published, maker);

        _time.Now += _terms.Overlap;
        var signing = Advance(published, maker);
        Assert.Equal((2, 1), (signing.Certificates.Count, signing.Keys.Count));
        Assert.Equal(published.Certificates[1], signing.Certificates[0]);
        // Who took the bundle during the overlap knows the new one.
        AssertTrusted(published.Bundle, signing, maker);

        _time.Now += _terms.AuthorityLead;
        var alone = Advance(signing, maker);
        Assert.Equal([signing.Certificates[0]], alone.Certificates);
        Assert.False(alone.IsReplaced);
    }

    [Fact]
    public void A_damaged_authority_is_replaced_at_once()
    {
        var maker = new CertificateMaker(_terms, _time);
        var chain = Advance(null, maker);
        var other = maker.Authority("other", "other");
        Assert.True(AuthorityChain.Advance(chain.Bundle, other.Key, () => maker.Authority("a", "a"), _terms, _time.Now).IsReplaced);
    }

    private AuthorityChain Advance(AuthorityChain? known, CertificateMaker maker) =>
        AuthorityChain.Advance(known?.Bundle, known is null ? null : string.Concat(known.Keys), () => maker.Authority("a", "a"), _terms, _time.Now);

    private void AssertTrusted(string bundle, AuthorityChain chain, CertificateMaker maker)
    {
        using var signer = chain.Signer.Load()!;
        using var leaf = maker.Leaf(signer, "shop", "shop", ["shop"], null).Load()!;
        using var verify = new X509Chain();
        verify.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        verify.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        verify.ChainPolicy.VerificationTime = _time.Now.UtcDateTime;
        verify.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        Assert.True(verify.Build(leaf), string.Join(", ", verify.ChainStatus.Select(status => status.StatusInformation)));
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
