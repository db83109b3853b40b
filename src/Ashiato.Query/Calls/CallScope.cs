namespace Ashiato.Query.Calls;

/// <summary>Which calls a ranking is about.</summary>
public enum CallScope
{
    /// <summary>What databases and other stores were asked: spans of type <c>db</c>, <c>storage</c> or <c>cache</c>.</summary>
    Database,

    /// <summary>Calls to other services and hosts: spans of type <c>external</c>.</summary>
    External,

    /// <summary>Everything else that spans tell: messages, templates, work of the service itself.</summary>
    Other,
}
