using System.Text.Json.Serialization;

namespace Ashiato.Console.Access;

/// <summary>What the cookie of a session holds, encrypted and signed.</summary>
/// <param name="Id">The session.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Stamp">The user's stamp when it began.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="SeenAt">When it was last used, to within <see cref="Sessions.RenewAfter"/>.</param>
internal sealed record Session(string Id, string User, string Stamp, DateTimeOffset BeganAt, DateTimeOffset SeenAt)
{
    // A record would print the stamp, and what prints it may be a log.
    public override string ToString() => $"session of {User}";
}

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext;
