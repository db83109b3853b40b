namespace Ashiato.Operator.Certificates;

/// <summary>What kind of keys certificates are made with.</summary>
internal enum KeyKind
{
    /// <summary>RSA of 2048 bits: known to every client, and a fifth of a second to make.</summary>
    Rsa2048,

    /// <summary>ECDSA on P-256: known to all clients of the last ten years, and made in no time.</summary>
    EcdsaP256,
}
