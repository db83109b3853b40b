using Microsoft.Extensions.Options;

namespace Ashiato.Intake;

/// <summary>Checks <see cref="IntakeOptions"/> against what their attributes say, by code that is made with the program: looking at the attributes each time would make every start longer.</summary>
[OptionsValidator]
internal sealed partial class IntakeOptionsValidator : IValidateOptions<IntakeOptions>;
