using System.Security.Authentication;
using Ashiato.Certificates.Connections;

namespace Ashiato.Certificates.Tests;

public sealed class HandshakeFailureTests
{
    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", true, "TLS alert 48 (unknown CA)")]
    [InlineData("error:0A000412:SSL routines::ssl/tls alert bad certificate", true, "TLS alert 42 (bad certificate)")]
    [InlineData("error:0A0000C1:SSL routines::no shared cipher", false, "no common cipher")]
    public void What_the_client_says_is_told_from_what_is_found_out_here(string error, bool isSaid, string detail)
    {
        var failure = new AuthenticationException("Authentication failed", new InvalidOperationException(error));
        Assert.Equal((isSaid, detail), HandshakeFailure.Read(failure, hasSeenCertificate: true, isNamed: true) is var read ? (read.IsSaid, read.Detail) : default);
    }

    [Fact]
    public void Who_leaves_without_a_word_has_said_nothing() =>
        Assert.Equal((ConnectionTrouble.UnknownAuthority, false), HandshakeFailure.Read(new IOException("the end"), hasSeenCertificate: true, isNamed: true) is var read ? (read.Trouble, read.IsSaid) : default);
}
