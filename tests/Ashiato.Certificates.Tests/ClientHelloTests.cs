using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Ashiato.Certificates.Connections;

namespace Ashiato.Certificates.Tests;

public sealed class ClientHelloTests
{
    [Fact]
    public async Task The_name_and_the_highest_version_of_a_real_one_are_read()
    {
        byte[] record = await RecordAsync("apm.example.org", SslProtocols.Tls12);

        Assert.True(ClientHello.TryRead(record, out var hello));
        Assert.Equal(new ClientHello(0x0303, "apm.example.org"), hello);
        Assert.True(ClientHello.TryRead(await RecordAsync("127.0.0.1", SslProtocols.Tls13), out var newer));
        Assert.Equal((0x0304, ""), (newer.HighestVersion, newer.ServerName));
    }

    [Fact]
    public async Task Every_beginning_and_every_broken_one_is_survived()
    {
        byte[] record = await RecordAsync("apm.example.org", SslProtocols.Tls13);
        for (int length = 0; length < record.Length; length++) ClientHello.TryRead(record.AsSpan(0, length), out _);

        const int Seed = 5;
        var random = new Random(Seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] broken = [.. record];
            for (int hits = random.Next(1, 8); hits > 0; hits--) broken[random.Next(5, broken.Length)] = (byte)random.Next(256);
            if (ClientHello.TryRead(broken, out var hello)) Assert.True(hello.ServerName.Length == 0 || CertificateNames.IsHostName(hello.ServerName), $"seed {Seed}, round {i}");
        }
    }

    [Fact]
    public void Random_bytes_are_no_client_hello()
    {
        Assert.False(ClientHello.TryRead(RandomNumberGenerator.GetBytes(3), out _));
        Assert.False(ClientHello.IsTls("GET / HTTP/1.1"u8));
        Assert.True(ClientHello.IsTls([22, 3, 1]));
    }

    private static async Task<byte[]> RecordAsync(string host, SslProtocols versions)
    {
        using var wire = new MemoryStream();
        await using var stream = new SslStream(new WriteOnly(wire));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = versions }, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Nobody answers; what it said first is what counts.
        }
        return wire.ToArray();
    }

    /// <summary>A wire at whose other end nobody is.</summary>
    private sealed class WriteOnly(MemoryStream written) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override void Write(byte[] buffer, int offset, int count) => written.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
