using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;

namespace Ashiato.Console.Assets;

/// <summary>The style sheets, scripts and pictures of the console as they were written, by paths such as <c>css/tokens.css</c>.</summary>
/// <param name="environment">Knows where they lie: beside a build in their projects, published below the program.</param>
internal sealed class AssetFiles(IWebHostEnvironment environment)
{
    private const string Folder = "_content/Ashiato.Console/";

    /// <summary>True when there is such a file.</summary>
    public bool Holds(string path) => IsPath(path) && Info(path).Exists;

    /// <summary>The text of one.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public string Read(string path)
    {
        using var reader = new StreamReader(Open(path), Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The content of one.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public Stream Open(string path) => Holds(path) ? Info(path).CreateReadStream() : throw new FileNotFoundException($"The console has no asset '{path}'.");

    /// <summary>The path of what one asset calls <c>./dom.js</c> or <c>../js/tip.js</c>.</summary>
    public static string Resolve(string from, string relative)
    {
        var folders = new List<string>(from.Split('/')[..^1]);
        foreach (string step in relative.Split('/'))
        {
            if (step == "..") folders.RemoveAt(folders.Count - 1);
            else if (step != ".") folders.Add(step);
        }
        return string.Join('/', folders);
    }

    /// <summary>What an asset calls another of its own kind: the other way round.</summary>
    public static string Relative(string from, string to)
    {
        int depth = from.Count(c => c == '/');
        return depth == 0 ? "./" + to : string.Concat(Enumerable.Repeat("../", depth)) + to;
    }

    private IFileInfo Info(string path) => environment.WebRootFileProvider.GetFileInfo(Folder + path);

    // Paths come from addresses.
    private static bool IsPath(string path) =>
        path.Length is > 0 and < 200 && path.Split('/').All(step => step.Length > 0 && !step.StartsWith('.') && step.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));
}
