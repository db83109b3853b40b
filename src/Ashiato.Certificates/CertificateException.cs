namespace Ashiato.Certificates;

/// <summary>A certificate, or what is needed to make one, cannot be used.</summary>
/// <param name="sentence">What is wrong with what, and what to do, for a person.</param>
/// <param name="inner">The cause.</param>
public sealed class CertificateException(string sentence, Exception? inner = null) : Exception(sentence, inner);
