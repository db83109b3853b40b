using System.Reflection;
using Ashiato.Certificates;
using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato;

/// <summary>What the program says once it is ready: where everything is, and the lines that an agent needs.</summary>
internal static class Banner
{
    /// <summary>The version of the program.</summary>
    public static string Version { get; } = typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, RoleSet roles, ProgramOptions options, RunningRoles running, Access access, IServerCertificates? certificates)
    {
        output.WriteLine(roles.HasFlag(RoleSet.Store)
            ? $"Ashiato {Version} keeps its events in {options.DataDirectory}"
            : $"Ashiato {Version} uses the store at {options.StoreUrl}");
        output.WriteLine();
        WriteAddress("Console", SettingTable.Console, "open this in a browser");
        WriteAddress("Server", SettingTable.Server, "Elastic APM agents and OpenTelemetry SDKs send here");
        foreach (var url in running.OtherUrlsOf(SettingTable.Server)) output.WriteLine($"  {"",-8} {Text(url)}  OpenTelemetry SDKs send here unless they are told otherwise");
        if (running.UrlOf(SettingTable.Console) is null && options.ConsoleUrl is { } console) output.WriteLine($"  {"Console",-8} {Text(console)}  people look there");
        WriteAddress("Store", SettingTable.Store, "servers and consoles of other processes ask here");

        if (certificates is not null) WriteCertificate(output, options, certificates);
        if (running.UrlOf(SettingTable.Server) is { } server)
        {
            output.WriteLine();
            output.WriteLine("Start an application that carries an agent with these variables:");
            output.WriteLine();
            output.WriteLine($"  ELASTIC_APM_SERVER_URL={Text(options.ServerUrl ?? server)}");
            output.WriteLine("  ELASTIC_APM_SERVICE_NAME=my-service");
            if (certificates?.AuthorityPem is not null) output.WriteLine("  ELASTIC_APM_SERVER_CA_CERT_FILE=ca.crt");
            // The token itself stays out of terminals and log files.
            if (options.SecretToken is not null || access.AgentToken is not null) output.WriteLine("  ELASTIC_APM_SECRET_TOKEN=(the secret token)");
        }
        output.WriteLine();
        output.WriteLine("Ctrl-C stops it.");
        output.Flush();

        void WriteAddress(string name, Setting listener, string use)
        {
            if (running.UrlOf(listener) is { } url) output.WriteLine($"  {name,-8} {Text(url)}  {use}");
        }
    }

    private static void WriteCertificate(TextWriter output, ProgramOptions options, IServerCertificates certificates)
    {
        output.WriteLine();
        output.WriteLine($"All of them speak TLS. The certificate names {certificates.Current.Names}");
        if (certificates.AuthorityFingerprint is not { } fingerprint) return;
        string where = options.Tls?.CertificatePath is null ? $", as {Path.Combine(Encryption.FolderOf(options), "ca.crt")} and" : ",";
        output.WriteLine($"Clients recognise it by its authority{where} at {AuthorityEndpoint.Path} of each address. Its SHA-256 fingerprint:");
        output.WriteLine($"  {fingerprint}");
    }

    private static string Text(Uri url) => url.ToString().TrimEnd('/');
}
