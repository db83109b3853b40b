namespace Ashiato.Query;

/// <summary>Why a file of a trace or the pattern of a route is not taken, or the store not looked after.</summary>
public enum QueryRefusal
{
    /// <summary>A pattern is empty or too long.</summary>
    RoutePatternLength,

    /// <summary>A pattern is no regular expression.</summary>
    RoutePatternExpression,

    /// <summary>A part of a trace is missing in its file.</summary>
    FileIncomplete,

    /// <summary>A file holds no spans.</summary>
    FileWithoutSpans,

    /// <summary>A file holds more spans than can be drawn.</summary>
    FileTooLong,

    /// <summary>The critical path of a file leads through rows that are not there.</summary>
    FilePath,

    /// <summary>An error of a file belongs to a row that is not there.</summary>
    FileError,

    /// <summary>A row of a file cannot be placed.</summary>
    FileRow,

    /// <summary>A file is no JSON object.</summary>
    FileIsNoObject,

    /// <summary>A file has no form that is known.</summary>
    FileOfNoKnownForm,

    /// <summary>A file cannot be read.</summary>
    FileUnreadable,

    /// <summary>A file is empty.</summary>
    FileEmpty,

    /// <summary>A file was written by a newer Ashiato.</summary>
    FileOfNewerForm,

    /// <summary>A backup has no directory.</summary>
    BackupDirectory,

    /// <summary>A store cannot be checked or backed up from here.</summary>
    NoUpkeep,

    /// <summary>A check or a backup was cancelled.</summary>
    UpkeepCancelled,
}
