using Ashiato.Kube.TestServer.PortForwarding;

namespace Ashiato.Kube.Tests.PortForwarding;

public sealed class SpdyHeadersTests
{
    // Two blocks of one stream, compressed by zlib with the dictionary and flushed after each.
    private const string First = "eLvjxqfCAiU6cDorKUpNzIUWJaypoICGFMtF4BxgCUy5QJqzCBKNmaDkzWgAAAAA//8=";
    private const string Second = "wqoZVA4lEtYLAAAA//8=";

    [Fact]
    public void Blocks_that_were_compressed_with_the_dictionary_are_read_one_after_the_other()
    {
        var headers = new SpdyHeaders();
        Assert.Equal(("error", "9200"), Read(headers, First));
        Assert.Equal(("data", "9200"), Read(headers, Second));
    }

    private static (string, string) Read(SpdyHeaders headers, string block)
    {
        var read = headers.Read(Convert.FromBase64String(block));
        return (read["streamtype"], read["port"]);
    }
}
