namespace Ashiato.Settings.Users;

/// <summary>What became of a try to come in.</summary>
public enum SignInOutcome
{
    /// <summary>Name and password belong together.</summary>
    Welcome,

    /// <summary>They do not, whichever of them is wrong.</summary>
    Wrong,

    /// <summary>There were too many wrong ones; this one was not looked at.</summary>
    Locked,

    /// <summary>Too many are trying at once; this one was not looked at.</summary>
    Busy,
}
