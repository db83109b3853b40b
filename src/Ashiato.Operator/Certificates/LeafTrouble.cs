namespace Ashiato.Operator.Certificates;

/// <summary>Why a certificate is not the right one any more.</summary>
/// <param name="Text">As a clause, for events.</param>
/// <param name="KeepsKey">False when the new certificate needs a new key.</param>
/// <param name="CanWait">True when the certificate is good for what it names, so that the new one need not come at once.</param>
internal sealed record LeafTrouble(string Text, bool KeepsKey = true, bool CanWait = false);
