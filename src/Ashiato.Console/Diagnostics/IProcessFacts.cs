namespace Ashiato.Console.Diagnostics;

/// <summary>What only the process itself knows of how it was started and what it has told.</summary>
public interface IProcessFacts
{
    /// <summary>Its roles, such as <c>store, server, console</c>.</summary>
    string Roles { get; }

    /// <summary>All settings, secrets masked.</summary>
    IReadOnlyList<SettingLine> Settings { get; }

    /// <summary>What must never be shown, as it is at the moment: a line of the log may hold it by mistake.</summary>
    IEnumerable<string> Secrets { get; }

    /// <summary>The newest lines of its log, oldest first.</summary>
    IReadOnlyList<string> LogLines { get; }
}
