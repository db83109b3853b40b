using Ashiato.Settings;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Frame;

/// <summary>Failures of the store. The panels tell them; what stands around the panels does without.</summary>
internal static class StoreFailure
{
    /// <summary>True when the store cannot be read at the moment, or does not answer what was asked.</summary>
    public static bool Is(Exception failure) => failure is IOException or HttpRequestException or QueryException or StoreBusyException or SettingsUnavailableException;
}
