using Ashiato.Certificates;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>A secret of the options. One that comes from a file follows the file.</summary>
internal static class FollowedSecret
{
    /// <summary>What the secret is now.</summary>
    /// <param name="said">The secret as it was read; <see langword="null"/> when there is none.</param>
    /// <param name="file">The file that it comes from; <see langword="null"/> when it comes from elsewhere.</param>
    /// <param name="make">What is made of it, once for each value.</param>
    /// <param name="logs">Told of changes.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="StartupException">The file has changed and cannot be read.</exception>
    public static Func<T>? Of<T>(string? said, TokenFile? file, Func<string, T> make, ILoggerFactory logs) where T : class
    {
        if (said is null) return null;
        if (file is null)
        {
            var known = make(said);
            return () => known;
        }
        try
        {
            var followed = new FollowedFiles<T>([file.Path], () => make(file.Read()), TimeProvider.System, logs.CreateLogger(typeof(FollowedSecret)));
            return () => followed.Current;
        }
        catch (IOException e)
        {
            throw new StartupException($"{file.Setting.Name} cannot be read any more: {e.Message}", e);
        }
    }
}
