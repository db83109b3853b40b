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

    /// <summary>Too many sign in at the same time.</summary>
    Busy,

    /// <summary>Who it is cannot be found out at the moment.</summary>
    Unavailable,

    /// <summary>It is of this machine, which alone may ask, and was sent to a name that may be another's.</summary>
    OtherName,
}
