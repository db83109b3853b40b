using Microsoft.Extensions.Hosting;

namespace Ashiato.Intake;

/// <summary>What intake does beside answering requests: begun when the server starts, ended after its last request.</summary>
internal sealed class BackgroundWork : IHostedService, IAsyncDisposable
{
    private readonly List<Func<CancellationToken, Task>> _work = [];
    private readonly CancellationTokenSource _ending = new();
    private bool _isDisposed;
    private Task _running = Task.CompletedTask;

    /// <summary>Adds work, before the server starts. It runs until it is cancelled and may then take some seconds to finish.</summary>
    public void Add(Func<CancellationToken, Task> work) => _work.Add(work);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_work.Select(work => Task.Run(() => work(_ending.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it twice, as itself and as a hosted service.
        if (_isDisposed) return;
        _isDisposed = true;
        await StopAsync(CancellationToken.None);
        _ending.Dispose();
    }
}
