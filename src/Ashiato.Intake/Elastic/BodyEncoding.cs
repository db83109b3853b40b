namespace Ashiato.Intake.Elastic;

/// <summary>How a body is compressed.</summary>
internal enum BodyEncoding : byte
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 1950, which HTTP calls deflate.</summary>
    Zlib,
}
