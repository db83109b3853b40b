namespace Ashiato.Agent.Delivery;

/// <summary>Sends requests that hold spans.</summary>
internal interface ISpanSender
{
    /// <summary>What is sent from now on is another request than before, and the same until this is called again.</summary>
    void Begin();

    /// <summary>Sends it, and waits for the answer.</summary>
    /// <returns>Whether it was taken.</returns>
    bool TrySend(ReadOnlyMemory<byte> request);

    /// <summary>Whether the last request was refused for what it is: sending it again is of no use.</summary>
    bool IsRefusedForGood { get; }

    /// <summary>Tells whoever wants to know that the last request was taken, if it was.</summary>
    void TellSuccess();
}
