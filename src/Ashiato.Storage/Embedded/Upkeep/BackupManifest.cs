using System.Globalization;
using System.Text;

namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>What a backup consists of. Written last: a directory without it is no whole backup.</summary>
/// <param name="Taken">When the backup was made, to the second.</param>
/// <param name="Files">Its files.</param>
/// <remarks>File <c>backup</c>: text, one fact a line, the last line the CRC-32C of all before it, as in the catalog.</remarks>
internal sealed record BackupManifest(DateTimeOffset Taken, IReadOnlyList<BackupManifest.Entry> Files)
{
    private const string Head = "ashiato backup 1";
    private const string TakenLine = "taken ";
    private const string FileLine = "file ";
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const long MaxBytes = 256L << 20;

    /// <param name="Path">Relative to the directory, with slashes.</param>
    /// <param name="SizeBytes">Its length.</param>
    internal sealed record Entry(string Path, long SizeBytes);

    /// <summary>Writes the manifest into a backup, durably.</summary>
    public void Write(string directory)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Head}\n{TakenLine}{Taken.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)}\n");
        foreach (var file in Files) text.Append(CultureInfo.InvariantCulture, $"{FileLine}{file.SizeBytes} {file.Path}\n");
        uint checksum = Crc32C.Of(Encoding.UTF8.GetBytes(text.ToString()));
        text.Append(CultureInfo.InvariantCulture, $"checksum {checksum:x8}\n");
        DurableFile.Replace(Path.Combine(directory, DataDirectory.BackupMark), Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Reads the manifest of a backup.</summary>
    /// <exception cref="QueryException">The directory is no whole backup.</exception>
    public static BackupManifest Read(string directory)
    {
        string path = Path.Combine(directory, DataDirectory.BackupMark);
        if (!File.Exists(path))
            throw new QueryException($"'{directory}' is no whole backup: it has no file '{DataDirectory.BackupMark}', which is written last. Name a directory that 'ashiato store backup' made.");
        return (new FileInfo(path).Length > MaxBytes ? null : Parse(File.ReadAllBytes(path)))
            ?? throw new QueryException($"'{path}' is damaged. Take another backup, or copy its files into an empty directory and look what 'ashiato store verify' says of them.");
    }

    internal static BackupManifest? Parse(byte[] content)
    {
        const string LastLine = "checksum 00000000\n";
        int end = content.Length - LastLine.Length;
        if (end < 0 || Encoding.UTF8.GetString(content.AsSpan(end)) != string.Create(CultureInfo.InvariantCulture, $"checksum {Crc32C.Of(content.AsSpan(0, end)):x8}\n")) return null;
        string[] lines = Encoding.UTF8.GetString(content.AsSpan(0, end)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [Head, var taken, ..] || !taken.StartsWith(TakenLine, StringComparison.Ordinal)) return null;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(taken.AsSpan(TakenLine.Length), Moment, CultureInfo.InvariantCulture, utc, out var moment)) return null;
        var files = new List<Entry>(lines.Length);
        foreach (string line in lines.AsSpan(2))
        {
            if (ParseEntry(line) is not { } file) return null;
            files.Add(file);
        }
        return new BackupManifest(moment, files);
    }

    private static Entry? ParseEntry(string line)
    {
        if (!line.StartsWith(FileLine, StringComparison.Ordinal)) return null;
        int space = line.IndexOf(' ', FileLine.Length);
        if (space < 0 || !long.TryParse(line.AsSpan(FileLine.Length, space - FileLine.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return null;
        string path = line[(space + 1)..];
        // A backup may come from anywhere, and must not name files elsewhere.
        bool isInside = path.Split('/').All(static part => part.Length > 0 && part is not ("." or "..") && part.AsSpan().IndexOfAny('\\', ':', '\0') < 0);
        return isInside ? new Entry(path, size) : null;
    }
}
