namespace Ashiato.Storage;

/// <summary>Why a store does not answer, pin or back up, where a person can do something about it.</summary>
public enum StoreRefusal
{
    /// <summary>A query holds more memory than one may.</summary>
    QueryMemory,

    /// <summary>A query makes more groups than one may.</summary>
    QueryGroups,

    /// <summary>A query groups by more keys than it may.</summary>
    QueryKeys,

    /// <summary>A query asks for a number of rows, groups or values that is out of range.</summary>
    QueryLimit,

    /// <summary>A filter is nested too deep.</summary>
    FilterDepth,

    /// <summary>A number is compared with a text.</summary>
    FieldHoldsNumbers,

    /// <summary>A field is used as a number and is none.</summary>
    FieldHoldsNoNumber,

    /// <summary>Events cannot be sorted by a field of its type.</summary>
    SortField,

    /// <summary>A regular expression is too long.</summary>
    PatternLength,

    /// <summary>A regular expression cannot be searched for.</summary>
    PatternWrong,

    /// <summary>There is no trace to be pinned.</summary>
    PinWithoutTrace,

    /// <summary>As many traces are pinned as can be.</summary>
    TooManyPins,

    /// <summary>A backup could not be made.</summary>
    BackupFailed,

    /// <summary>The directory of a backup is no full path.</summary>
    BackupPath,

    /// <summary>The directory of a backup is inside the data directory.</summary>
    BackupInside,

    /// <summary>A directory is a file.</summary>
    DirectoryIsFile,

    /// <summary>A directory is not empty.</summary>
    DirectoryNotEmpty,

    /// <summary>A directory cannot be used.</summary>
    DirectoryUnusable,

    /// <summary>A check or a backup goes on already.</summary>
    UpkeepGoesOn,

    /// <summary>As many deletions go on as can at once.</summary>
    TooManyDeletions,

    /// <summary>A deletion cannot be noted.</summary>
    DeletionNotNoted,
}
