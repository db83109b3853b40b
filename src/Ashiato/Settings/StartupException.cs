namespace Ashiato.Settings;

/// <summary>The program cannot start, and the person who started it can mend that.</summary>
/// <param name="sentence">What is wrong and what to do, for standard error.</param>
/// <param name="inner">The cause, where there is one; it is not shown.</param>
internal sealed class StartupException(string sentence, Exception? inner = null) : Exception(sentence, inner);
