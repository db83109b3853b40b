namespace Ashiato.Operator.Reconcilers;

/// <summary>The Secret with the token that agents send.</summary>
internal static class ApmToken
{
    /// <summary>Its key.</summary>
    public const string Key = "secret-token";
}
