using System.Data.Common;

namespace Ashiato.Agent.Data;

/// <summary>An adapter that fills tables by traced commands. Those of providers take only commands of their own.</summary>
internal sealed class TracedAdapter : DbDataAdapter;
