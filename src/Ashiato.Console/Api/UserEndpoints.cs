using System.ComponentModel;
using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/users</c>, and <c>/api/me</c> for who asks.</summary>
internal static class UserEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapUsers()
        {
            api.MapGet("/me", Me)
                .WithTags("users")
                .WithName("getMe")
                .WithSummary("Who asks, and the role: admin without a name where nobody has to sign in.");
            var users = api.MapGroup("/users").WithTags("users").NeedsRole(UserRole.Admin);
            users.MapGet("", ListAsync)
                .WithName("listUsers")
                .WithSummary("The users, by name.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            users.MapPost("", AddAsync)
                .Accepts<UserRequest>("application/json")
                .WithName("addUser")
                .WithSummary("Adds a user. Without a password one is made; the answer holds it, and it is not to be had again.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            users.MapPut("{name}/password", SetPasswordAsync)
                .Accepts<PasswordRequest>("application/json")
                .WithName("setPassword")
                .WithSummary("Gives a user another password, made if none is sent, and ends the user's sessions.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            users.MapPut("{name}/role", SetRoleAsync)
                .Accepts<RoleRequest>("application/json")
                .WithName("setRole")
                .WithSummary("Gives a user another role, and ends the user's sessions.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            users.MapDelete("{name}", RemoveAsync)
                .WithName("removeUser")
                .WithSummary("Removes a user, and ends the user's sessions.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Ok<MeAnswer> Me(HttpContext context)
    {
        var visitor = Visitor.Of(context) ?? Visitor.Anybody;
        return TypedResults.Ok(new MeAnswer(visitor.Name, visitor.Role.Name));
    }

    private static async Task<Ok<IReadOnlyList<UserAnswer>>> ListAsync(SignIns signIns, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<UserAnswer>>([.. (await signIns.Users.ListAsync(cancel)).Select(UserAnswer.Of)]);

    private static async Task<Results<Ok<AddedUserAnswer>, ProblemHttpResult>> AddAsync(HttpContext context, SignIns signIns, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<UserRequest>(cancel);
        if (body is not { } request) return unreadable!;
        if (!UserRoleNames.TryParse(request.Role, out var role)) return NoSuchRole(request.Role);
        string? made = request.Password is null ? Passwords.Make() : null;
        try
        {
            var user = await signIns.Users.AddAsync(request.Name ?? "", request.Password ?? made!, role, cancel);
            return TypedResults.Ok(new AddedUserAnswer(UserAnswer.Of(user), made));
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<Ok<MadePasswordAnswer>, ProblemHttpResult>> SetPasswordAsync(
        [Description("The user's name.")] string name, HttpContext context, SignIns signIns, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<PasswordRequest>(cancel);
        if (body is not { } request) return unreadable!;
        string? made = request.Password is null ? Passwords.Make() : null;
        try
        {
            return await signIns.Users.SetPasswordAsync(name, request.Password ?? made!, cancel) ? TypedResults.Ok(new MadePasswordAnswer(made)) : NoSuchUser(name);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetRoleAsync(
        [Description("The user's name.")] string name, HttpContext context, SignIns signIns, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<RoleRequest>(cancel);
        if (body is not { } request) return unreadable!;
        if (!UserRoleNames.TryParse(request.Role, out var role)) return NoSuchRole(request.Role);
        try
        {
            return await signIns.Users.SetRoleAsync(name, role, cancel) ? TypedResults.NoContent() : NoSuchUser(name);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync([Description("The user's name.")] string name, SignIns signIns, CancellationToken cancel)
    {
        try
        {
            return await signIns.Users.RemoveAsync(name, cancel) ? TypedResults.NoContent() : NoSuchUser(name);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static ProblemHttpResult NoSuchRole(string? role) => ApiProblems.BadRequest(ApiRefusal.NoSuchRole, $"There is no role '{role}'; the roles are {string.Join(", ", UserRoleNames.All)}.");

    private static ProblemHttpResult NoSuchUser(string name) => ApiProblems.NotFound(ApiRefusal.NoSuchUser, $"There is no user '{name}'; /api/users lists those that there are.");
}

/// <summary>Who asks.</summary>
internal sealed record MeAnswer(string? Name, string Role);

/// <summary>A user who is to be added.</summary>
/// <param name="Name">The name: 1 to 64 letters, digits and <c>. _ - @ +</c>.</param>
/// <param name="Role"><c>viewer</c>, <c>editor</c> or <c>admin</c>.</param>
/// <param name="Password">At least 8 characters; made without it.</param>
internal sealed record UserRequest(string? Name, string? Role, string? Password)
{
    // A record would print the password, and what prints it may be a log.
    public override string ToString() => $"user {Name} to add";
}

/// <summary>A password that is to be set.</summary>
internal sealed record PasswordRequest(string? Password)
{
    public override string ToString() => "password to set";
}

/// <summary>A role that is to be set.</summary>
internal sealed record RoleRequest(string? Role);

/// <summary>A user.</summary>
internal sealed record UserAnswer(string Name, string Role, long CreatedMicros)
{
    public static UserAnswer Of(User user) => new(user.Name, user.Role.Name, user.CreatedAt.ToMicros());
}

/// <summary>A user who was added, with the password if it was made.</summary>
internal sealed record AddedUserAnswer(UserAnswer User, string? Password)
{
    public override string ToString() => $"added {User}";
}

/// <summary>The password that was made; none when one was sent.</summary>
internal sealed record MadePasswordAnswer(string? Password)
{
    public override string ToString() => "password set";
}
