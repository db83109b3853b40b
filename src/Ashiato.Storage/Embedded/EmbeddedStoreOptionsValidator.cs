using Microsoft.Extensions.Options;

namespace Ashiato.Storage.Embedded;

/// <summary>Checks <see cref="EmbeddedStoreOptions"/> against what their attributes say, by code that is made with the program: looking at the attributes each time would make every start longer.</summary>
[OptionsValidator]
internal sealed partial class EmbeddedStoreOptionsValidator : IValidateOptions<EmbeddedStoreOptions>
{
    /// <summary>Lets options pass that are within their ranges.</summary>
    /// <exception cref="OptionsValidationException">Some are not; it says which.</exception>
    public static void Require(EmbeddedStoreOptions options)
    {
        if (new EmbeddedStoreOptionsValidator().Validate(null, options) is { Failed: true } found)
            throw new OptionsValidationException(nameof(EmbeddedStoreOptions), typeof(EmbeddedStoreOptions), found.Failures);
    }
}
