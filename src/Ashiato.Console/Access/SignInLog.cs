using System.Net;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Access;

/// <summary>Tells the log who came in. Who did not is told by <see cref="Settings.Users.SignIns"/>.</summary>
internal sealed partial class SignInLog(ILogger<SignInLog> log)
{
    /// <summary>Somebody has signed in.</summary>
    [LoggerMessage(EventId = 30, Level = LogLevel.Information, Message = "{User} has signed in from {Address}")]
    public partial void SignedIn(string user, IPAddress? address);
}
