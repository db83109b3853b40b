using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Ashiato.Roles;

/// <summary>Keeps the framework's data protection keys in memory.</summary>
/// <remarks>Razor components make such keys at start. Nothing of ours is protected by one, so none belongs into the home directory.</remarks>
internal sealed class NoStoredKeys : IXmlRepository
{
    private readonly List<XElement> _keys = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_keys) return [.. _keys];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_keys) _keys.Add(element);
    }
}
