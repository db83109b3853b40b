namespace Ashiato.Certificates.Connections;

/// <summary>Is told about connections that came to nothing.</summary>
public interface IConnectionWitness
{
    /// <summary>A connection came to nothing. Called by many at once, and up to thousands of times a second.</summary>
    void Saw(ConnectionFinding finding);
}
