using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Looks for one kind of finding. It says nothing rather than something that may be wrong.</summary>
internal interface IFindingRule
{
    /// <summary>What the requests of an endpoint show.</summary>
    IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all);
}
