namespace Ashiato.Settings;

/// <summary>Why a setting that a person gave is not kept. The sentence says it; this is by what it is told in other languages.</summary>
public enum SettingsRefusal
{
    /// <summary>A name of a service, environment or agent is too long.</summary>
    AgentNameLength,

    /// <summary>The share of requests to record is not between 0 and 1.</summary>
    RecordingRate,

    /// <summary>There are more options than are kept.</summary>
    TooManyOptions,

    /// <summary>The name of an option is empty or too long.</summary>
    OptionNameLength,

    /// <summary>The value of an option is missing or too long.</summary>
    OptionValueLength,

    /// <summary>An option needs a number from 0 to 1.</summary>
    OptionIsShare,

    /// <summary>An option needs true or false.</summary>
    OptionIsTrueOrFalse,

    /// <summary>An option needs a whole number up to a limit.</summary>
    OptionIsWholeUpTo,

    /// <summary>An option needs a whole number.</summary>
    OptionIsWhole,

    /// <summary>An option needs a time with its unit.</summary>
    OptionIsDuration,

    /// <summary>An option needs a size with its unit.</summary>
    OptionIsSize,

    /// <summary>An option needs one of some words.</summary>
    OptionIsOneOf,

    /// <summary>The name of a chat is empty or too long.</summary>
    ChatNameLength,

    /// <summary>The address of a chat is none.</summary>
    ChatAddress,

    /// <summary>There are as many chats as are kept.</summary>
    TooManyChats,

    /// <summary>A finding to mute has no service.</summary>
    MutedService,

    /// <summary>A name of a finding to mute is too long.</summary>
    MutedNameLength,

    /// <summary>The reason to mute a finding is too long.</summary>
    MutedReasonLength,

    /// <summary>The end of a mute has passed.</summary>
    MutedUntilPassed,

    /// <summary>As many findings are muted as are kept.</summary>
    TooManyMuted,

    /// <summary>There is no such privilege of keys.</summary>
    NoSuchPrivilege,

    /// <summary>A key has no privilege.</summary>
    KeyPrivilege,

    /// <summary>The name of a key is empty or too long.</summary>
    KeyName,

    /// <summary>A key would live no time.</summary>
    KeyLifetime,

    /// <summary>A key would live beyond the calendar.</summary>
    KeyLifetimeTooLong,

    /// <summary>There are more route rules than are kept.</summary>
    TooManyRouteRules,

    /// <summary>No run has a score, so that none is the best.</summary>
    NoRunWithScore,

    /// <summary>There is no last or previous run.</summary>
    TooFewRuns,

    /// <summary>There is no such run.</summary>
    NoSuchRun,

    /// <summary>A rule that finds runs by request has no condition.</summary>
    RunRuleCondition,

    /// <summary>A rule that finds runs by version has no service.</summary>
    RunRuleService,

    /// <summary>The silence of a rule is out of range.</summary>
    RunRuleSilence,

    /// <summary>The longest run of a rule is out of range.</summary>
    RunRuleLongest,

    /// <summary>A text of a rule that finds runs is too long.</summary>
    RunRuleLength,

    /// <summary>There are more rules that find runs than are kept.</summary>
    TooManyRunRules,

    /// <summary>A run would end before it begins.</summary>
    RunEndsBeforeItBegins,

    /// <summary>The memo of a run is too long.</summary>
    RunMemoLength,

    /// <summary>The version of a run is too long.</summary>
    RunVersionLength,

    /// <summary>The commit of a run is too long.</summary>
    RunCommitLength,

    /// <summary>The score of a run is no number.</summary>
    RunScore,

    /// <summary>The name of a kind of settings is too long.</summary>
    SettingsKindLength,

    /// <summary>The key of a setting is too long.</summary>
    SettingsKeyLength,

    /// <summary>A setting is too large.</summary>
    SettingsDocumentSize,

    /// <summary>A name of a source map is empty or too long.</summary>
    SourceMapNameLength,

    /// <summary>A source map is too large.</summary>
    SourceMapSize,

    /// <summary>A password is too short.</summary>
    PasswordTooShort,

    /// <summary>A password is too long.</summary>
    PasswordTooLong,

    /// <summary>A password is the name of its user.</summary>
    PasswordIsName,

    /// <summary>A password repeats the same characters.</summary>
    PasswordRepeats,

    /// <summary>A user is named by files and cannot be changed here.</summary>
    UserOfFile,

    /// <summary>The name of a user has other characters than it may, or too many.</summary>
    UserName,

    /// <summary>There are as many users as are kept.</summary>
    TooManyUsers,

    /// <summary>The first user is no admin.</summary>
    FirstUserIsAdmin,

    /// <summary>There is a user of this name.</summary>
    UserExists,

    /// <summary>The user is the last admin.</summary>
    LastAdmin,

    /// <summary>The name of a view is empty or too long.</summary>
    ViewNameLength,

    /// <summary>The address of a view is none of the console, or too long.</summary>
    ViewAddress,
}
