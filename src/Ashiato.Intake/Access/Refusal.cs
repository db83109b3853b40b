using Ashiato.Doctor;

namespace Ashiato.Intake.Access;

/// <summary>Why a caller does not get what it asks for.</summary>
/// <param name="Status">The HTTP status: 401 for who is not known, 403 for what is not permitted, 429 for too much, 503 when it cannot be found out now, 500 when not at all.</param>
/// <param name="Text">The reason, for the caller; the words that agents know.</param>
/// <param name="Cause">The reason, for the doctor.</param>
internal sealed record Refusal(int Status, string Text, Cause Cause);
