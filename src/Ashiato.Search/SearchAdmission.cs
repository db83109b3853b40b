namespace Ashiato.Search;

/// <summary>Whether a caller of the Search API may do what it asks for.</summary>
public enum SearchAdmission
{
    /// <summary>It may.</summary>
    Welcome,

    /// <summary>Nobody knows who it is.</summary>
    Unknown,

    /// <summary>It is known, and may not.</summary>
    Forbidden,

    /// <summary>It showed too many wrong passwords, and must wait.</summary>
    Locked,
}
