using System.ComponentModel;
using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Settings.Chats;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/chat-addresses</c>: the webhooks to which runs may be posted.</summary>
internal static class ChatAddressEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapChatAddresses()
        {
            var chats = api.MapGroup("/chat-addresses").WithTags("runs").NeedsRole(UserRole.Admin);
            chats.MapGet("", ListAsync).WithName("listChatAddresses").WithSummary("The webhooks to which runs may be posted, without what makes their addresses secret.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            chats.MapPut("", PutAsync).Accepts<ChatAddressRequest>("application/json").WithName("putChatAddress")
                .WithSummary("Sets a webhook of Slack, Discord or what understands the same, in place of the one with its name.")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            chats.MapDelete("{name}", DeleteAsync).WithName("deleteChatAddress").WithSummary("Removes a webhook.").ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<Ok<IReadOnlyList<ChatAddressAnswer>>> ListAsync(ChatAddresses addresses, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<ChatAddressAnswer>>([.. (await addresses.ListAsync(cancel)).Select(ChatAddressAnswer.Of)]);

    private static async Task<Results<Ok<IReadOnlyList<ChatAddressAnswer>>, ProblemHttpResult>> PutAsync(HttpContext context, ChatAddresses addresses, CancellationToken cancel)
    {
        var (body, unreadable) = await context.ReadBodyAsync<ChatAddressRequest>(cancel);
        if (body is not { } asked) return unreadable!;
        try
        {
            await addresses.PutAsync(asked.Name ?? "", asked.Url ?? "", asked.Format, cancel);
            return await ListAsync(addresses, cancel);
        }
        catch (ArgumentException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync([Description("Its name.")] string name, ChatAddresses addresses, CancellationToken cancel) =>
        await addresses.DeleteAsync(name, cancel) ? TypedResults.NoContent() : ApiProblems.NotFound(ApiRefusal.NoSuchChat, $"There is no chat '{name}'; /api/chat-addresses lists those that there are.");
}

/// <summary>A webhook.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Format">What it understands: slack or discord; told by the address without it.</param>
internal sealed record ChatAddressRequest(string? Name, string? Url, ChatFormat? Format);

/// <summary>A webhook, without what makes its address secret.</summary>
internal sealed record ChatAddressAnswer(string Name, string Place, ChatFormat Format)
{
    public static ChatAddressAnswer Of(ChatAddress address) => new(address.Name, address.Place, address.Format);
}
