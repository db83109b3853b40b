using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato;

/// <summary>Runs roles until cancelled.</summary>
/// <param name="roles">Which.</param>
/// <param name="options">How.</param>
/// <param name="cancel">Ends them.</param>
/// <param name="started">Is told once all of them listen.</param>
internal delegate Task RunRoles(RoleSet roles, ProgramOptions options, CancellationToken cancel, Action<RunningRoles>? started = null);
