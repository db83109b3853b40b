using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Lets all controllers look whenever something has changed, and a few times a second in any case.</summary>
internal sealed class ControllerLoop(ObjectStore store, IReadOnlyList<IController> controllers)
{
    private static readonly TimeSpan s_atLeastEvery = TimeSpan.FromMilliseconds(200), s_gather = TimeSpan.FromMilliseconds(5);

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var changed = store.Changed;
            foreach (var controller in controllers)
            {
                try
                {
                    await controller.StepAsync();
                }
#pragma warning disable CA1031 // One step that fails must not end all that come after it, of this controller and of the others.
                catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    // Whoever runs the tests must see it: a controller that fails is a cluster that is not one.
                    await Console.Error.WriteLineAsync($"{controller.GetType().Name}: {(e is ApiError ? e.Message : e.ToString())}");
                }
            }
            await Task.WhenAny(changed, Task.Delay(s_atLeastEvery, cancel));
            await Task.Delay(s_gather, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
