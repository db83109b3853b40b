using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Ashiato.Certificates;

/// <summary>What this machine is called, as far as it knows.</summary>
internal static class HostAddresses
{
    /// <summary>Its names, and the addresses of its interfaces.</summary>
    public static CertificateNames Read()
    {
        var names = new CertificateNames();
        names.Add("localhost");
        names.Add(IPAddress.Loopback);
        names.Add(IPAddress.IPv6Loopback);
        names.Add(Environment.MachineName);
        try
        {
            names.Add(Dns.GetHostEntry("").HostName);
        }
        catch (SocketException)
        {
            // A machine without a name of its own in any directory: it has the others.
        }
        foreach (var address in OfInterfaces()) names.Add(address);
        return names;
    }

    /// <summary>Whether an address is one of this machine.</summary>
    public static bool IsOwn(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return IPAddress.IsLoopback(address) || OfInterfaces().Contains(address);
    }

    private static IEnumerable<IPAddress> OfInterfaces()
    {
        NetworkInterface[] interfaces;
        try
        {
            interfaces = NetworkInterface.GetAllNetworkInterfaces();
        }
        catch (NetworkInformationException)
        {
            // A sandbox may hide them.
            return [];
        }
        return interfaces
            .Where(one => one.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            // An address of this link alone is dialled with the name of an interface, which no certificate holds.
            .Where(address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !address.IsIPv6LinkLocal);
    }
}
