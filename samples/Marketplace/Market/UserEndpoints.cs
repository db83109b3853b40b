using Marketplace.Data;

namespace Marketplace.Market;

/// <summary>Coming in, and looking at people.</summary>
internal static class UserEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapUsers(this WebApplication app)
    {
        app.MapPost("register", RegisterAsync);
        app.MapPost("login", LoginAsync);
        app.MapGet("users/{id:long}.json", ItemsOfAsync);
    }

    private static async Task<IResult> RegisterAsync(Registration registration, HttpContext context, Database database, Passwords passwords, Sessions sessions, CancellationToken cancel)
    {
        if (registration.AccountName.Length == 0 || registration.Password.Length == 0 || registration.Address.Length == 0) return Results.BadRequest(new { error = "Give a name, a password and an address." });
        await using var connection = await database.ConnectAsync(cancel);
        string hash = passwords.Hash(registration.Password);
        long taken = (await connection.QueryAsync("SELECT COUNT(*) FROM users WHERE account_name = @name", row => row.GetInt64(0), cancel, ("@name", registration.AccountName)))[0];
        if (taken > 0) return Results.Conflict(new { error = "The name is taken." });
        long id = await connection.InsertAsync("INSERT INTO users (account_name, hashed_password, address) VALUES (@name, @hash, @address)", cancel,
            ("@name", registration.AccountName), ("@hash", hash), ("@address", registration.Address));
        var user = new User(id, registration.AccountName, hash, registration.Address, 0, 0);
        sessions.Begin(context, user);
        return Results.Ok(new UserSimple(user.Id, user.AccountName, 0));
    }

    private static async Task<IResult> LoginAsync(Login login, HttpContext context, Database database, Sessions sessions, CancellationToken cancel)
    {
        var user = await database.FindAsync($"SELECT {UserStore.Columns} FROM users WHERE account_name = @name", UserStore.ReadUser, cancel, ("@name", login.AccountName));
        if (user is null || !Passwords.Fits(login.Password, user.HashedPassword)) return Results.Json(new { error = "Name or password is wrong." }, statusCode: StatusCodes.Status401Unauthorized);
        sessions.Begin(context, user);
        return Results.Ok(new UserSimple(user.Id, user.AccountName, user.NumSellItems));
    }

    private static async Task<IResult> ItemsOfAsync(long id, Database database, ItemStore items, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        if (await ItemStore.UserAsync(connection, id, cancel) is not { } user) return Results.NotFound(new { error = "There is no such user." });
        var own = await connection.QueryAsync($"SELECT {ItemStore.Columns} FROM items WHERE seller_id = @id ORDER BY created_at DESC, id DESC LIMIT 48", ItemStore.ReadItem, cancel, ("@id", id));
        return Results.Ok(new { user, items = await items.SimpleAsync(connection, own, cancel) });
    }

    private sealed record Registration(string AccountName, string Password, string Address);

    private sealed record Login(string AccountName, string Password);
}
