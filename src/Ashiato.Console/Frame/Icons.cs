namespace Ashiato.Console.Frame;

/// <summary>The shapes of the icons: a grid of 24 units, strokes of 1.5.</summary>
internal static class Icons
{
    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["services"] = """<path d="M4 6.5h16M4 12h16M4 17.5h16"/><circle class="knob" cx="8" cy="6.5" r="1.9"/><circle class="knob" cx="15.5" cy="12" r="1.9"/><circle class="knob" cx="10.5" cy="17.5" r="1.9"/>""",
        ["traces"] = """<path d="M3.5 6h9M7 10h7M10 14h9.5M13 18h5"/>""",
        ["statements"] = """<path d="M5 5.5h14v13H5zM5 10h14M9.5 10v8.5"/>""",
        ["findings"] = """<path d="M9.5 17.5h5M10.5 20h3M12 4a5.5 5.5 0 0 0-3.2 10c.6.5.9 1.1.9 1.9h4.6c0-.8.3-1.4.9-1.9A5.5 5.5 0 0 0 12 4z"/>""",
        ["setup"] = """<path d="M12 4v9.5M8.3 10 12 13.7 15.7 10M4.5 16v2.5A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.5V16"/>""",
        ["search"] = """<circle cx="10.5" cy="10.5" r="6"/><path d="m19.5 19.5-4.6-4.6"/>""",
        ["environment"] = """<path d="M4 8.5 12 4l8 4.5-8 4.5zM4 12.5 12 17l8-4.5M4 16.5 12 21l8-4.5"/>""",
        ["clock"] = """<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>""",
        ["down"] = """<path d="m6 9 6 6 6-6"/>""",
        ["left"] = """<path d="m15 6-6 6 6 6"/>""",
        ["right"] = """<path d="m9 6 6 6-6 6"/>""",
        ["language"] = """<path d="M4 6h9M8.5 4v2M11 6c-.8 4-3.5 7-7 8.5M6 9c1.2 2.5 3.5 4.5 6 5.3M12.5 20l4-10 4 10M13.9 16.5h5.2"/>""",
        ["light"] = """<circle cx="12" cy="12" r="3.8"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"/>""",
        ["dark"] = """<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>""",
        ["auto"] = """<circle cx="12" cy="12" r="8"/><path d="M12 4v16"/><path class="knob-ink" d="M12 4a8 8 0 0 1 0 16z"/>""",
        ["copy"] = """<rect x="8.5" y="8.5" width="11" height="11" rx="1.5"/><path d="M15.5 8.5V6A1.5 1.5 0 0 0 14 4.5H6A1.5 1.5 0 0 0 4.5 6v8A1.5 1.5 0 0 0 6 15.5h2.5"/>""",
        ["link"] = """<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>""",
        ["download"] = """<path d="M12 4.5v10M8 11l4 4 4-4M5 19.5h14"/>""",
        ["open"] = """<path d="M12 15.5v-10M8 9l4-4 4 4M5 19.5h14"/>""",
        ["pin"] = """<path d="M9 4h6l-.7 6 3.2 3.5h-11L9.7 10zM12 13.5V20"/>""",
        ["zoom"] = """<path d="M4 9V5h4M20 9V5h-4M4 15v4h4M20 15v4h-4"/>""",
        ["doctor"] = """<path d="M3.5 12h4l2.5-6 4 12 2.5-6h4"/>""",
        ["dependencies"] = """<ellipse cx="12" cy="6.5" rx="7" ry="2.6"/><path d="M5 6.5v11c0 1.4 3.1 2.6 7 2.6s7-1.2 7-2.6v-11M5 12c0 1.4 3.1 2.6 7 2.6s7-1.2 7-2.6"/>""",
        ["cache"] = """<path d="M13 3.5 5.5 13.500h6L11 20.500l7.500-10h-6z"/>""",
        ["messages"] = """<path d="M4 6.500h16v11H4zM4.500 7l7.500 6 7.500-6"/>""",
        ["globe"] = """<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c-5 5-5 11 0 16M12 4c5 5 5 11 0 16"/>""",
        ["errors"] = """<path d="M12 4.5 3.8 19h16.4zM12 10v4.5M12 17v.1"/>""",
        ["map"] = """<circle cx="6" cy="12" r="2.4"/><circle cx="17.5" cy="6" r="2.4"/><circle cx="17.5" cy="18" r="2.4"/><path d="m8.2 10.9 7.2-3.8M8.2 13.1l7.2 3.8"/>""",
        ["metrics"] = """<path d="M4 19.5V5M4 19.5h16M7.5 15l3.5-4.5 3 2.5 4.5-6"/>""",
        ["logs"] = """<path d="M5 6h14M5 10h10M5 14h14M5 18h8"/>""",
        ["explore"] = """<circle cx="12" cy="12" r="8"/><path d="m15.5 8.5-2.2 4.8-4.8 2.2 2.2-4.8z"/>""",
        ["routes"] = """<path d="M5 5v4a4 4 0 0 0 4 4h6a4 4 0 0 1 4 4v2M5 19v-4a2 2 0 0 1 2-2M16.5 16.5 19 19l2.5-2.5"/>""",
        ["compare"] = """<path d="M4 15.5c2.5 0 3-7 5.5-7s3 5 5.5 5 2.5-4 5-4"/><path d="M4 19h16" stroke-dasharray="2.5 2.5"/>""",
        ["runs"] = """<path d="M5 20V4M5 5h11.5l-2.5 3.5 2.5 3.5H5"/>""",
        ["play"] = """<path d="M8 5.5v13l10-6.5z"/>""",
        ["pause"] = """<path d="M8.5 6v12M15.5 6v12"/>""",
        ["filter"] = """<path d="M4 6h16M7 12h10M10 18h4"/>""",
        ["save"] = """<path d="M6 4.5h12V20l-6-4-6 4z"/>""",
        ["out"] = """<circle cx="10.5" cy="10.5" r="6"/><path d="m19.5 19.5-4.6-4.6M7.5 10.5h6"/>""",
        ["close"] = """<path d="M6 6l12 12M18 6 6 18"/>""",
        ["check"] = """<path d="m5 12.5 4.5 4.5L19 7.5"/>""",
        ["user"] = """<circle cx="12" cy="8.5" r="3.8"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>""",
        ["settings"] = """<circle cx="12" cy="12" r="3"/><path d="M12 3.5v2.7M12 17.800v2.700M3.500 12h2.700M17.800 12h2.700M6 6l1.900 1.900M16.100 16.100 18 18M18 6l-1.900 1.900M7.900 16.100 6 18"/>""",
        ["leave"] = """<path d="M14 5.500V5a1.500 1.500 0 0 0-1.500-1.500h-6A1.500 1.500 0 0 0 5 5v14a1.500 1.500 0 0 0 1.500 1.500h6A1.500 1.500 0 0 0 14 19v-.5M10 12h10M16.800 8.500 20.300 12l-3.500 3.500"/>""",
        ["warning"] = """<path d="M12 4 2.800 19.500h18.400zM12 10v4.500M12 16.800v.200"/>""",
    };

    /// <summary>The inside of the <c>svg</c> element.</summary>
    public static string Shape(string name) => Shapes[name];
}
