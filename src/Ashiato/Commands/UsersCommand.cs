using System.CommandLine;
using System.Globalization;
using Ashiato.Settings;
using Ashiato.Settings.Users;

namespace Ashiato.Commands;

/// <summary><c>ashiato users list|add|password|role|remove</c>.</summary>
internal static class UsersCommand
{
    /// <summary>The command and its own commands.</summary>
    public static Command Create() => new("users", "Adds, changes, lists and removes the people who may come in.") { ListUsers(), AddUser(), SetPassword(), SetRole(), RemoveUser() };

    private static Command ListUsers() => SettingsOptions.Command("list", "Lists the users.", async (_, settings, cancel) =>
    {
        foreach (var user in await Directory(settings).ListAsync(cancel))
            System.Console.WriteLine($"{user.Role.Name,-7} {user.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  {user.Name}{(user.IsFromFile ? "  (of a file)" : "")}");
        return 0;
    });

    private static Command AddUser()
    {
        var name = Name();
        var role = RoleOption();
        role.Required = true;
        var input = PasswordInput();
        var command = SettingsOptions.Command("add", "Adds a user. Without --password-stdin a password is made and printed, once. The first user must be an admin.", async (parsed, settings, cancel) =>
        {
            var wanted = Parse(parsed.GetValue(role)!);
            var (password, isMade) = await ReadAsync(parsed.GetValue(input), cancel);
            var user = await Directory(settings).AddAsync(parsed.GetValue(name)!, password, wanted, cancel);
            System.Console.WriteLine($"added       {user.Name}, {user.Role.Name}");
            if (isMade) Show(password);
            return 0;
        });
        command.Add(name);
        command.Add(role);
        command.Add(input);
        return command;
    }

    private static Command SetPassword()
    {
        var name = Name();
        var input = PasswordInput();
        var command = SettingsOptions.Command("password", "Gives a user another password, and ends the user's sessions. Without --password-stdin a password is made and printed, once.", async (parsed, settings, cancel) =>
        {
            var (password, isMade) = await ReadAsync(parsed.GetValue(input), cancel);
            if (!await Directory(settings).SetPasswordAsync(parsed.GetValue(name)!, password, cancel)) throw Unknown(parsed.GetValue(name));
            System.Console.WriteLine($"changed     {parsed.GetValue(name)}");
            if (isMade) Show(password);
            return 0;
        });
        command.Add(name);
        command.Add(input);
        return command;
    }

    private static Command SetRole()
    {
        var name = Name();
        var role = new Argument<string>("ROLE") { Description = $"One of {string.Join(", ", UserRoleNames.All)}." };
        var command = SettingsOptions.Command("role", "Gives a user another role, and ends the user's sessions.", async (parsed, settings, cancel) =>
        {
            if (!await Directory(settings).SetRoleAsync(parsed.GetValue(name)!, Parse(parsed.GetValue(role)!), cancel)) throw Unknown(parsed.GetValue(name));
            System.Console.WriteLine($"changed     {parsed.GetValue(name)}, {parsed.GetValue(role)}");
            return 0;
        });
        command.Add(name);
        command.Add(role);
        return command;
    }

    private static Command RemoveUser()
    {
        var name = Name();
        var command = SettingsOptions.Command("remove", "Removes a user, and ends the user's sessions.", async (parsed, settings, cancel) =>
        {
            if (!await Directory(settings).RemoveAsync(parsed.GetValue(name)!, cancel)) throw Unknown(parsed.GetValue(name));
            System.Console.WriteLine($"removed     {parsed.GetValue(name)}");
            return 0;
        });
        command.Add(name);
        return command;
    }

    private static UserDirectory Directory(ISettingsStore settings) => new(settings, TimeProvider.System);

    private static Argument<string> Name() => new("NAME") { Description = "The user's name." };

    private static Option<string> RoleOption() => new("--role") { Description = $"What the user may do: {string.Join(", ", UserRoleNames.All)}.", HelpName = "ROLE" };

    private static Option<bool> PasswordInput() => new("--password-stdin") { Description = "Reads the password from standard input, one line." };

    private static UserRole Parse(string name) =>
        UserRoleNames.TryParse(name, out var role) ? role : throw new StartupException($"There is no role '{name}'; the roles are {string.Join(", ", UserRoleNames.All)}.");

    // Not as an argument: other users of a machine can read a program's command line.
    private static async ValueTask<(string Password, bool IsMade)> ReadAsync(bool isGiven, CancellationToken cancel) =>
        isGiven ? (await System.Console.In.ReadLineAsync(cancel) ?? "", false) : (Passwords.Make(), true);

    private static void Show(string password)
    {
        System.Console.WriteLine($"password    {password}");
        System.Console.WriteLine();
        System.Console.WriteLine("It is not shown again.");
    }

    private static StartupException Unknown(string? name) => new($"There is no user '{name}'; 'ashiato users list' shows the names.");
}
