using Ashiato;
using Ashiato.Certificates.Connections;
using Ashiato.Doctor;
using Ashiato.Roles;
using Ashiato.Settings;

NativeHeap.UseOneArena();

// Without a command all roles run in one process and share one store; with a command one role runs alone.
return await CommandLine.RunAsync(args, RunAsync);

static async Task RunAsync(RoleSet roles, ProgramOptions options, CancellationToken cancel, Action<RunningRoles>? started = null)
{
    using var recent = new RecentLog(TimeProvider.System);
    using var logs = ConsoleLog.Create(recent);
    var token = StoreToken.Of(options, logs);
    var facts = new ProcessFacts(roles, options, token, recent);
    await using var store = await StoreRole.OpenAsync(roles, options, logs, token);
    var files = StoreRole.OpenUserFiles(options, logs);
    await using var settings = StoreRole.OpenSettings(roles, options, token, logs, files);
    using var access = await Access.OpenAsync(roles, options, settings, logs, System.Console.Out, token, files);
    using var certificates = Encryption.Open(options, logs);
    using var doctor = new ConnectionDoctor(TimeProvider.System, logs.CreateLogger<ConnectionDoctor>());
    var door = new ConnectionDoor(certificates, new DoctorWitness(doctor), TimeProvider.System, Encryption.Clients(options, logs));
    await using var running = new RunningRoles(isEncrypted: certificates is not null);

    // The store's port is for other processes and for commands: agents and people do not wait for it.
    if (roles.HasFlag(RoleSet.Server)) await running.StartAsync(ServerRole.Build(options, store, settings, access, logs, door, doctor), SettingTable.Server, options.Server);
    if (roles.HasFlag(RoleSet.Console)) await running.StartAsync(ConsoleRole.Build(options, store, settings, access, logs, door, doctor, facts, running.UrlOf(SettingTable.Server)), SettingTable.Console, options.Console);
    if (roles.HasFlag(RoleSet.Store)) await running.StartAsync(StoreRole.Build(options, store, settings, access, logs, door, doctor, facts), SettingTable.Store, options.Store);
    if (running.UrlOf(SettingTable.Store) is { } storeUrl) StoreAddressFile.Write(options.DataDirectory, storeUrl);

    Banner.Write(System.Console.Out, roles, options, running, access, certificates);
    started?.Invoke(running);
    var warming = Task.Run(() => WarmUp.RunAsync(roles, running.ServicesOf(SettingTable.Console), logs, cancel), CancellationToken.None);
    var shrinking = IdleMemory.RunAsync(TimeProvider.System, cancel);
    var publishing = DoctorReporting.RunAsync(doctor, settings, certificates, logs, cancel);
    await running.StopWhenAsync(cancel);
    await publishing;
    await warming;
    await shrinking;
    if (roles.HasFlag(RoleSet.Store))
    {
        StoreAddressFile.Remove(options.DataDirectory);
        LocalToken.Remove(options.DataDirectory);
    }
}
