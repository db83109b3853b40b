using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Ashiato.Tests.EndToEnd;

public sealed class UserFilesTests
{
    // Both passwords are "secret".
    private const string Hash = "$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_files_name_may_use_console_and_search_as_far_as_their_role_goes_until_they_are_named_no_longer()
    {
        using var data = new TemporaryFolder();
        using var files = new TemporaryFolder();
        Write(files, $"anna:{Hash}\nbert:{Hash}\n", "viewer:anna\nsuperuser:bert\n");
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--users-dir", files.Path);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (await GetAsync(ashiato, "anna", ashiato.Console!, "api/services"), await GetAsync(ashiato, "anna", ashiato.Console!, "api/users")));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await GetAsync(ashiato, "anna", ashiato.Store!, "_cluster/health"), await GetAsync(ashiato, "bert", ashiato.Console!, "api/users")));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(ashiato, "carla", ashiato.Console!, "api/services"));

        Write(files, $"bert:{Hash}\ncarla:{Hash}\n", "viewer:bert,carla\n");
        // Wrong passwords are counted, so it is not carla who asks again and again.
        await Eventually.GetAsync("The other role", async () => await GetAsync(ashiato, "bert", ashiato.Console!, "api/users") == HttpStatusCode.Forbidden ? "" : null, Cancel);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(ashiato, "carla", ashiato.Console!, "api/services"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(ashiato, "anna", ashiato.Console!, "api/services"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(ashiato, "anna", ashiato.Store!, "_cluster/health"));
    }

    [Fact]
    public async Task A_directory_without_the_files_is_said_in_one_sentence()
    {
        using var data = new TemporaryFolder();
        await using var process = AshiatoProcess.Launch(["store", "--data", data.Path, "--store", "127.0.0.1:0", "--users-dir", "/nowhere"]);
        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains("--users-dir names a directory with the files users and users_roles.", process.Error, StringComparison.Ordinal);
    }

    private static void Write(TemporaryFolder files, string users, string roles)
    {
        File.WriteAllText(Path.Combine(files.Path, "users"), users);
        File.WriteAllText(Path.Combine(files.Path, "users_roles"), roles);
    }

    private static HttpRequestMessage Request(string user, Uri role, string path) =>
        new(HttpMethod.Get, new Uri(role, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:secret"))) } };

    private static async Task<HttpStatusCode> GetAsync(AshiatoProcess ashiato, string user, Uri role, string path)
    {
        using var request = Request(user, role, path);
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
