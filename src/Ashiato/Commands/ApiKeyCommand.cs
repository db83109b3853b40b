using System.CommandLine;
using System.Globalization;
using Ashiato.Settings;
using Ashiato.Settings.Keys;

namespace Ashiato.Commands;

/// <summary><c>ashiato apikey create|list|revoke</c>.</summary>
internal static class ApiKeyCommand
{
    /// <summary>The command and its own commands.</summary>
    public static Command Create() => new("apikey", "Makes, lists and revokes the API keys that agents can send instead of the secret token.") { CreateKey(), ListKeys(), RevokeKey() };

    private static Command CreateKey()
    {
        var name = new Option<string>("--name") { Description = "What to call the key.", HelpName = "NAME", Required = true };
        var privileges = new Option<string[]>("--privilege")
        {
            Description = $"What the key opens: {string.Join(", ", ApiKeyPrivilegeNames.All)}. May be given several times. Default: the first two.",
            HelpName = "PRIVILEGE",
        };
        var days = new Option<double?>("--expires-days") { Description = "After how many days the key opens nothing any more. Default: never.", HelpName = "DAYS" };
        var command = SettingsOptions.Command("create", "Makes a key and prints it, once.", async (parsed, settings, cancel) =>
        {
            var chosen = ApiKeyPrivileges.EventWrite | ApiKeyPrivileges.AgentConfigurationRead;
            if (parsed.GetValue(privileges) is { Length: > 0 } names && !ApiKeyPrivilegeNames.TryParse(names, out chosen, out var problem)) throw new StartupException(problem.ToString());
            var (key, credentials) = await new ApiKeys(settings, TimeProvider.System).CreateAsync(parsed.GetValue(name)!, chosen, Lifetime(parsed.GetValue(days)), cancel);
            var output = System.Console.Out;
            output.WriteLine($"id          {key.Id}");
            output.WriteLine($"name        {key.Name}");
            output.WriteLine($"privileges  {string.Join(", ", key.Privileges.Names())}");
            output.WriteLine($"expires     {Moment(key.ExpiresAt, "never")}");
            output.WriteLine();
            output.WriteLine("Give this to the agents; it is not shown again:");
            output.WriteLine();
            output.WriteLine($"  ELASTIC_APM_API_KEY={credentials.Encoded}");
            return 0;
        });
        command.Add(name);
        command.Add(privileges);
        command.Add(days);
        return command;
    }

    private static Command ListKeys() => SettingsOptions.Command("list", "Lists the keys, without their secrets.", async (_, settings, cancel) =>
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var key in await new ApiKeys(settings, TimeProvider.System).ListAsync(cancel))
            System.Console.WriteLine($"{key.Id}  {Moment(key.CreatedAt, "")}  {(key.HasExpired(now) ? "expired" : Moment(key.ExpiresAt, "never")),-20}  {string.Join(",", key.Privileges.Names())}  {key.Name}");
        return 0;
    });

    private static Command RevokeKey()
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as 'ashiato apikey list' shows it." };
        var command = SettingsOptions.Command("revoke", "Takes a key away. Servers stop taking it within seconds.", async (parsed, settings, cancel) =>
        {
            if (!await new ApiKeys(settings, TimeProvider.System).RevokeAsync(parsed.GetValue(id)!, cancel))
                throw new StartupException($"There is no key '{parsed.GetValue(id)}'; 'ashiato apikey list' shows the ids.");
            System.Console.WriteLine($"revoked     {parsed.GetValue(id)}");
            return 0;
        });
        command.Add(id);
        return command;
    }

    private static TimeSpan? Lifetime(double? days)
    {
        if (days is null) return null;
        const double Most = 36_500;
        if (days is not (> 0 and <= Most)) throw new StartupException(string.Create(CultureInfo.InvariantCulture, $"'{days}' is no number of days above 0 and up to {Most}; write one, such as --expires-days 90."));
        return TimeSpan.FromDays(days.Value);
    }

    private static string Moment(DateTimeOffset? moment, string otherwise) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? otherwise;
}
