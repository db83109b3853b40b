using System.Net;
using System.Net.Sockets;

namespace Ashiato.Tests.EndToEnd;

/// <summary>A port of the loopback for a program that cannot choose one itself, or that is to come back to the one it had.</summary>
/// <remarks>Below those that the system hands out: whoever asks for any port, or connects, between the choice and the use does not come upon it by chance.</remarks>
internal static class FreePort
{
    private const int First = 20_000, End = 30_000;

    /// <summary>Finds one.</summary>
    public static int Find()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, End));
            try
            {
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // It is somebody's.
            }
        }
    }
}
