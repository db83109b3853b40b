using Ashiato.Certificates.Connections;
using Ashiato.Console.Access;
using Ashiato.Console.Diagnostics;
using Ashiato.Doctor;
using Ashiato.Query;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Remote;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Roles;

/// <summary>Keeps the events, and answers other processes that ask for them.</summary>
internal static class StoreRole
{
    /// <summary>The store that the roles of this process use: their own, or another process's over HTTP.</summary>
    /// <exception cref="StartupException">The data directory cannot be used.</exception>
    public static async Task<IEventStore> OpenAsync(RoleSet roles, ProgramOptions options, ILoggerFactory logs, StoreToken? token)
    {
        if (!roles.HasFlag(RoleSet.Store))
        {
            return OpenRemote(options, token, logs);
        }

        DataDirectory.Prepare(options.DataDirectory);
        var embedded = new EmbeddedStoreOptions
        {
            Directory = options.DataDirectory,
            MaxAge = options.Retention,
            MaxAgeOf = options.RetentionByKind,
            MaxBytes = options.RetentionBytes,
            MaxBytesOf = options.RetentionBytesByKind,
            SummaryAge = options.SummaryRetention,
            Companions = SettingsCompanion.All,
        };
        try
        {
            return await EmbeddedEventStore.OpenAsync(embedded, TimeProvider.System, logs, CancellationToken.None);
        }
        catch (StoreInUseException e)
        {
            throw new StartupException(
                $"The data directory '{options.DataDirectory}' is in use by another Ashiato; stop that one, or choose another directory with {SettingTable.Data.Flag} {SettingTable.Data.Shape}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The store in '{options.DataDirectory}' cannot be opened: {e.Message.TrimEnd('.')}. Mend that, or choose another directory with {SettingTable.Data.Flag} {SettingTable.Data.Shape}.", e);
        }
    }

    /// <summary>Another process's store.</summary>
    public static RemoteEventStore OpenRemote(ProgramOptions options, StoreToken? token, ILoggerFactory logs) => new(ClientOf(options, logs), new RemoteStoreOptions { FindToken = () => token?.Text });

    /// <summary>The same for a command, which ends before anything changes.</summary>
    public static RemoteEventStore OpenRemote(ProgramOptions options) => OpenRemote(options, StoreToken.Of(options, NullLoggerFactory.Instance), NullLoggerFactory.Instance);

    /// <summary>The settings that the roles of this process use: beside their own store, or another process's over HTTP; with the users of files, if there are any.</summary>
    /// <exception cref="StartupException">The data directory cannot be used.</exception>
    public static ISettingsStore OpenSettings(RoleSet roles, ProgramOptions options, StoreToken? token, ILoggerFactory logs, UserFiles? files = null)
    {
        var kept = OpenKept(roles, options, token, logs);
        return files is null ? kept : new SettingsWithUserFiles(kept, files);
    }

    /// <summary>The same for a command, which ends before anything changes.</summary>
    public static ISettingsStore OpenSettings(RoleSet roles, ProgramOptions options) => OpenSettings(roles, options, StoreToken.Of(options, NullLoggerFactory.Instance), NullLoggerFactory.Instance);

    private static ISettingsStore OpenKept(RoleSet roles, ProgramOptions options, StoreToken? token, ILoggerFactory logs)
    {
        if (!roles.HasFlag(RoleSet.Store)) return new RemoteSettingsStore(ClientOf(options, logs), () => token?.Text);
        try
        {
            return SqliteSettingsStore.Open(options.DataDirectory);
        }
        catch (SettingsUnavailableException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    /// <summary>The users and programs of files; <see langword="null"/> where the options name no files.</summary>
    /// <exception cref="StartupException">The files cannot be read.</exception>
    public static UserFiles? OpenUserFiles(ProgramOptions options, ILoggerFactory logs)
    {
        if (options.UserFiles is not { } folder) return null;
        try
        {
            return new UserFiles(folder, TimeProvider.System, logs.CreateLogger<UserFiles>());
        }
        catch (SettingsUnavailableException e)
        {
            throw new StartupException($"{e.Message} {SettingTable.UserFiles.Flag} names a directory with the files users and users_roles.", e);
        }
    }

    /// <summary>A client of another process's store.</summary>
    public static HttpClient ClientOf(ProgramOptions options, ILoggerFactory logs) =>
        new(Encryption.ToStore(options, logs)) { BaseAddress = options.StoreUrl };

    /// <summary>The store's port.</summary>
    public static WebApplication Build(ProgramOptions options, IEventStore store, ISettingsStore settings, Access access, ILoggerFactory logs, ConnectionDoor door, ConnectionDoctor doctor, IProcessFacts facts)
    {
        // A batch is as long as it is; the store itself says when it is too long.
        var builder = RoleApplication.CreateBuilder(options.Store, logs, door, kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.RefuseEvents(doctor, options.ServerUrl);
        bool mayBeOpen = Safety.MayBeOpen(options.Store, options);
        app.UseMiddleware<ForgeryGuard>();
        app.Use(new StoreGate(access, mayBeOpen, options.IsInsecure).InvokeAsync);
        app.MapHealth(store);
        app.MapAuthority(door.Certificates);
        var gate = new SearchGate(access, new ApiKeys(settings, TimeProvider.System), mayBeOpen, options.IsInsecure, TimeProvider.System);
        app.MapSearch(store, new SearchOptions { ClusterName = options.ClusterName, Version = options.ClusterVersion, Admit = gate.AdmitAsync }, TimeProvider.System, logs.CreateLogger("Ashiato.Search"));
        // Whoever comes here has shown the token to StoreGate.
        app.MapEventStore(store, new StoreEndpointOptions { MayRead = ProgramRights.MayRead });
        app.MapSettings(settings, token: null);
        app.MapBundle(new DiagnosticsBundle(new Questions(store, TimeProvider.System), settings, facts, TimeProvider.System));
        return app;
    }
}
