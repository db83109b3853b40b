namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>A program that stands for a container image.</summary>
/// <param name="Name">The image's name, without a tag.</param>
/// <param name="File">The program.</param>
/// <param name="Arguments">What comes before the container's own arguments.</param>
/// <param name="Environment">Further variables; <c>{ip}</c> is the pod's address, <c>{account}</c> the folder of its service account.</param>
internal sealed record Image(string Name, string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Ashiato's own image, as a program of this machine.</summary>
    /// <param name="program">The path of <c>ashiato.dll</c>.</param>
    public static Image OfAshiato(string program) => new("ashiato/ashiato", "dotnet", [program], new Dictionary<string, string> { ["SERVICE_ACCOUNT_DIR"] = "{account}", ["LISTEN_HOST"] = "{ip}" });

    public bool Is(string image) => image == Name || image.StartsWith(Name + ":", StringComparison.Ordinal) || image.StartsWith(Name + "@", StringComparison.Ordinal);
}
