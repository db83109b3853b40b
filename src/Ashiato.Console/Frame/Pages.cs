namespace Ashiato.Console.Frame;

/// <summary>The paths of pages about one thing.</summary>
internal static class Pages
{
    /// <summary>A service.</summary>
    public static string Service(string name) => "/services/" + Uri.EscapeDataString(name);

    /// <summary>The transactions of a service; which group stands in the query.</summary>
    public static string Transactions(string service) => Service(service) + "/transactions";

    /// <summary>A trace.</summary>
    public static string Trace(string id) => "/traces/" + Uri.EscapeDataString(id);
}
