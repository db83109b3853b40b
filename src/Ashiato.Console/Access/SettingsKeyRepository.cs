using System.Xml.Linq;
using Ashiato.Settings;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Ashiato.Console.Access;

/// <summary>Keeps the keys that protect cookies among the settings, so that they outlive a restart and every replica has them.</summary>
/// <remarks>The framework asks when it needs a key it does not know and once a day, and only in this synchronous way.</remarks>
internal sealed class SettingsKeyRepository(ISettingsStore settings) : IXmlRepository
{
    private const string Kind = "cookie-key";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var documents = Task.Run(() => settings.ListAsync(Kind, CancellationToken.None).AsTask()).GetAwaiter().GetResult();
        return [.. documents.Select(document => XElement.Parse(System.Text.Encoding.UTF8.GetString(document.Value)))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        Task.Run(() => settings.PutAsync(Kind, friendlyName, text, expected: null, CancellationToken.None).AsTask()).GetAwaiter().GetResult();
    }
}
