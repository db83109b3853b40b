using Ashiato.Settings;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Access;

/// <summary>Ends answers that go on for as long as somebody listens, when the listener may not see them any more: signed out, removed, or given a lesser role.</summary>
internal sealed class LastingAnswers(Visitors visitors, TimeProvider time)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(2);

    /// <summary>Looks again and again who listens, until the answer ends or must end.</summary>
    /// <param name="context">The request. <see cref="AccessGate"/> let it through.</param>
    /// <param name="answer">Cancelled when the answer must end.</param>
    public async Task WatchAsync(HttpContext context, CancellationTokenSource answer)
    {
        if (context.Features.Get<Visitor>() is not { } visitor) return;
        var needed = AccessGate.NeededFor(context);
        while (!answer.IsCancellationRequested)
        {
            await Task.Delay(s_between, time, answer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answer.IsCancellationRequested || await MayStayAsync(context, visitor, needed, answer.Token)) continue;
            await answer.CancelAsync();
        }
    }

    private async ValueTask<bool> MayStayAsync(HttpContext context, Visitor visitor, UserRole needed, CancellationToken cancel)
    {
        try
        {
            return (await visitors.FindAgainAsync(context, visitor, cancel))?.May(needed) == true;
        }
        catch (Exception e) when (e is SettingsUnavailableException or OperationCanceledException)
        {
            // Nothing is known for the moment; who was let in stays, as everywhere while the settings are away.
            return true;
        }
    }
}
