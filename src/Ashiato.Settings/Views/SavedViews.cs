using Ashiato.Model;

namespace Ashiato.Settings.Views;

/// <summary>The saved views: listed, written and removed.</summary>
public sealed class SavedViews(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The most characters of a name, and of an address.</summary>
    public const int MaxNameLength = 100, MaxAddressLength = 8_000;

    private readonly SettingsKind<SavedView> _views = new(settings, "saved-view", static () => SettingsJson.Default.SavedView);

    /// <summary>All, by name.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<SavedView>> ListAsync(CancellationToken cancel) =>
        [.. (await _views.ListAsync(cancel)).OrderBy(view => view.Name, StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>Saves one, in place of the one with its name.</summary>
    /// <exception cref="ArgumentException">The name or the address cannot be kept; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<SavedView> PutAsync(string name, string address, CancellationToken cancel)
    {
        name = name.Trim();
        if (name.Length is 0 or > MaxNameLength) throw new RefusedException(SettingsRefusal.ViewNameLength, $"The name has {name.Length} characters; write one of 1 to {MaxNameLength}.");
        // A view leads to a page of this console and nowhere else.
        if (address.Length > MaxAddressLength || !address.StartsWith('/') || address.StartsWith("//", StringComparison.Ordinal) || address.Contains('\\', StringComparison.Ordinal))
            throw new RefusedException(SettingsRefusal.ViewAddress, $"The address of a view is a path of this console with its query, of at most {MaxAddressLength} characters.");
        var view = new SavedView(name, address, time.GetUtcNow());
        await _views.PutAsync(name, view, cancel);
        return view;
    }

    /// <summary>Removes one.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancel) => _views.DeleteAsync(name, cancel);
}
