namespace Ashiato.Console.Frame;

/// <summary>What the reader looks at.</summary>
internal sealed class View;
