namespace Ashiato.Roles;

/// <summary>Leaves signals to the program, which stops its roles in order; the host's own lifetime would stop each at once.</summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
