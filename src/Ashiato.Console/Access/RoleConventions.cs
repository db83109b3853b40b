using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;

namespace Ashiato.Console.Access;

/// <summary>Says who may use endpoints.</summary>
public static class RoleConventions
{
    extension<T>(T endpoints)
        where T : IEndpointConventionBuilder
    {
        /// <summary>See <see cref="NeedsRoleAttribute"/>.</summary>
        public T NeedsRole(UserRole role) => endpoints.WithMetadata(new NeedsRoleAttribute(role));

        /// <summary>See <see cref="ForEveryoneAttribute"/>.</summary>
        public T ForEveryone() => endpoints.WithMetadata(new ForEveryoneAttribute());
    }
}
