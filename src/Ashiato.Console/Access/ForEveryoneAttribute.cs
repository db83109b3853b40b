namespace Ashiato.Console.Access;

/// <summary>Lets everyone use a page or endpoint who can connect. For what tells nothing of what Ashiato holds.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ForEveryoneAttribute : Attribute;
