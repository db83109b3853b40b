using System.Diagnostics;

namespace Ashiato.Agent.Data;

/// <summary>A connection that is being made, or taken from a pool. What the provider emits meanwhile is left out, and it becomes a span only when it took long, failed, or somebody who was called knows it as parent.</summary>
/// <remarks>
/// Most are over in a few microseconds, once a request or more, so it costs little to be one: nobody listens to it. It is an activity so that all that begins meanwhile, on whatever thread, is known to
/// begin within it.
/// </remarks>
internal sealed class Opening : Activity
{
    /// <summary>Taking a connection from a pool is not worth a span; waiting for one, or making one, is.</summary>
    private static readonly TimeSpan s_isWorthTelling = TimeSpan.FromMilliseconds(1);

    private Opening()
        : base("connect")
    {
    }

    /// <summary>One that is to be sent is over.</summary>
    public static event Action<Opening>? Ended;

    /// <summary>Whether a call was made meanwhile, by which others know this as their parent.</summary>
    public bool IsNamed { get; set; }

    /// <summary>Begins one.</summary>
    /// <returns><see langword="null"/> when nobody wants to know, or could say what it belongs to.</returns>
    public static Opening? Begin()
    {
        if (!CommandSpan.IsOn || Current is not { Recorded: true }) return null;
        var opening = new Opening();
        opening.Start();
        return opening;
    }

    /// <summary>It is over.</summary>
    public void End(DatabaseFacts facts)
    {
        Stop();
        if (IsNamed || Duration >= s_isWorthTelling) Tell(facts);
    }

    /// <summary>It failed, and is over.</summary>
    public void Fail(DatabaseFacts facts, Exception exception)
    {
        Stop();
        CommandSpan.Blame(this, exception);
        Tell(facts);
    }

    private void Tell(DatabaseFacts facts)
    {
        CommandSpan.Describe(this, facts);
        Ended?.Invoke(this);
    }
}
