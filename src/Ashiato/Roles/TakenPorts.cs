using System.Net;
using System.Net.Sockets;
using Ashiato.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Ashiato.Roles;

/// <summary>Ports that a role listens on when they are free. They are taken before Kestrel starts, for which a port in use is an error.</summary>
internal sealed partial class TakenPorts
{
    private const int Backlog = 512;

    private readonly Dictionary<EndPoint, Socket> _sockets = [];

    /// <summary>Takes the ports of an address that take OpenTelemetry besides the server's own.</summary>
    /// <exception cref="StartupException">A port that was asked for is taken.</exception>
    public static TakenPorts ForOtlp(ProgramOptions options, ILoggerFactory logs)
    {
        var log = logs.CreateLogger<TakenPorts>();
        var taken = new TakenPorts();
        int[] own = [options.Server.Port, options.Store.Port, options.Console.Port];
        foreach (int port in options.OtlpPorts.Ports)
        {
            // Somebody chose that port for a role: it is not free, although nobody listens yet.
            if (port != 0 && own.Contains(port)) continue;
            try
            {
                taken.Take(options.Server.Host, port);
            }
            catch (SocketException e) when (!options.OtlpPorts.IsAsked)
            {
                LogNotTaken(log, port, options.Server.Host, e.Message, options.Server.Port);
            }
            catch (SocketException e)
            {
                throw new StartupException(
                    $"Port {port} of {options.Server.Host} cannot be taken for OpenTelemetry: {e.Message.TrimEnd('.')}. Choose others with {SettingTable.OtlpPorts.Flag} {SettingTable.OtlpPorts.Shape}; the server's own port takes OpenTelemetry anyway.", e);
            }
        }
        return taken;
    }

    /// <summary>Makes a server listen on them.</summary>
    public void Configure(KestrelServerOptions server)
    {
        foreach (var address in _sockets.Keys) server.Listen(address);
    }

    /// <summary>Hands them to the transport.</summary>
    public void Configure(SocketTransportOptions transport) =>
        transport.CreateBoundListenSocket = address => _sockets.Remove(address, out var socket) ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(address);

    private void Take(IPAddress host, int port)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(host, port));
        try
        {
            // Two programs may bind a port, but only one can listen.
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        _sockets.Add(socket.LocalEndPoint!, socket);
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Port {Port} of {Host} is not free ({Reason}); OpenTelemetry is taken on port {ServerPort} only")]
    private static partial void LogNotTaken(ILogger log, int port, IPAddress host, string reason, int serverPort);
}
