using System.Net.Sockets;
using Ashiato.Settings;
using Microsoft.AspNetCore.Connections;

namespace Ashiato.Roles;

/// <summary>The roles of this process that listen, in the order of their start.</summary>
internal sealed class RunningRoles(bool isEncrypted) : IAsyncDisposable
{
    private readonly List<(Setting Listener, WebApplication App, Uri Url, IReadOnlyList<Uri> Others)> _roles = [];

    /// <summary>Where a role can be reached, or <see langword="null"/> when it does not run here.</summary>
    public Uri? UrlOf(Setting listener) => _roles.Find(role => role.Listener == listener).Url;

    /// <summary>The further addresses on which a role listens.</summary>
    public IReadOnlyList<Uri> OtherUrlsOf(Setting listener) => _roles.Find(role => role.Listener == listener).Others ?? [];

    /// <summary>What a role is made of, or <see langword="null"/> when it does not run here.</summary>
    public IServiceProvider? ServicesOf(Setting listener) => _roles.Find(role => role.Listener == listener).App?.Services;

    /// <summary>Starts a role.</summary>
    /// <exception cref="StartupException">It cannot listen on its address.</exception>
    public async Task StartAsync(WebApplication app, Setting listener, ListenAddress address)
    {
        try
        {
            await app.StartAsync(CancellationToken.None);
        }
        catch (Exception e) when (Refusal(e, listener, address) is { } sentence)
        {
            await app.DisposeAsync();
            throw new StartupException(sentence, e);
        }
        var urls = app.Urls.Select(url => address.ToUrl(BindingAddress.Parse(url).Port, isEncrypted)).ToArray();
        _roles.Add((listener, app, urls[0], urls[1..]));
    }

    /// <summary>Waits for the signal to stop, then stops the roles, the last started first. What they write to is closed after them.</summary>
    public async Task StopWhenAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = _roles.Count - 1; i >= 0; i--)
        {
            var app = _roles[i].App;
            _roles.RemoveAt(i);
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }

    private static string? Refusal(Exception e, Setting listener, ListenAddress address)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            var error = (cause as SocketException)?.SocketErrorCode;
            if (cause is AddressInUseException || error == SocketError.AddressAlreadyInUse)
                return $"Port {address.Port} of {address.Host} is taken by another program, perhaps another Ashiato; stop that one, or choose another port with {listener.Flag} {address with { Port = address.Port == ushort.MaxValue ? 0 : address.Port + 1 }}.";
            if (error == SocketError.AddressNotAvailable)
                return $"{address.Host} is no address of this machine; choose one that is with {listener.Flag} {listener.Default}.";
            if (error == SocketError.AccessDenied)
                return $"This user may not listen on port {address.Port}; choose a port from 1024 on with {listener.Flag} {listener.Default}.";
        }
        return null;
    }
}
