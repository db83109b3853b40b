using System.Text.Json;
using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>Looks a page over as WCAG 2.2 AA asks: contrast of text, names of controls, a mark for the focus, one main heading, a language.</summary>
internal static class PageAudit
{
    // Criteria: 1.4.3 contrast (text 4.5 : 1, large text 3 : 1), 4.1.2 names, 2.4.7 focus visible, 2.4.6 headings, 3.1.1 language, 2.5.8 targets.
    private const string Script = """
        () => {
          const problems = [];
          const tell = (what, element) => problems.push(`${what}: <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').trim().slice(0, 40)}`);
          const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;

          const channels = colour => {
            const numbers = colour.match(/[\d.]+/g).map(Number);
            return { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
          };
          const over = (top, below) => top.rgb.map((value, i) => value * top.alpha + below[i] * (1 - top.alpha));
          const ground = element => {
            if (!element) return [255, 255, 255];
            const own = channels(getComputedStyle(element).backgroundColor);
            return own.alpha === 1 ? own.rgb : over(own, ground(element.parentElement));
          };
          const light = rgb => {
            const [r, g, b] = rgb.map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const contrast = (one, other) => {
            const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05);
          };

          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const told = new Set();
          while (texts.nextNode()) {
            const element = texts.currentNode.parentElement;
            if (!texts.currentNode.nodeValue.trim() || !element || told.has(element) || element.closest('script, style, svg, .off, [disabled], [aria-disabled=true], .sr') || !seen(element)) continue;
            told.add(element);
            const style = getComputedStyle(element);
            const size = parseFloat(style.fontSize);
            const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
            const below = ground(element);
            const found = contrast(over(channels(style.color), below), below);
            if (found < needed - 0.05) tell(`contrast ${found.toFixed(2)}`, element);
          }

          const nameOf = element => {
            const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join('');
            return (element.getAttribute('aria-label') ?? '') + labelled + (element.textContent ?? '') + (element.getAttribute('title') ?? '') + [...(element.labels ?? [])].map(label => label.textContent).join('');
          };
          const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"], [role=img]')].filter(seen);
          for (const control of controls) if (!nameOf(control).trim()) tell('no name', control);

          for (const control of controls.filter(control => control.tabIndex >= 0).slice(0, 60)) {
            control.focus({ focusVisible: true });
            if (document.activeElement !== control) continue;
            const style = getComputedStyle(control);
            if ((style.outlineStyle === 'none' || parseFloat(style.outlineWidth) === 0) && style.boxShadow === 'none') tell('focus not seen', control);
          }
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();

          for (const control of controls.filter(control => control.matches('button, .btn, .rail a'))) {
            const box = control.getBoundingClientRect();
            if (box.width < 21.5 || box.height < 21.5) tell(`target ${box.width.toFixed(0)} × ${box.height.toFixed(0)}`, control);
          }
          if (document.querySelectorAll('h1').length !== 1) problems.push(`main headings: ${document.querySelectorAll('h1').length}`);
          if (!document.documentElement.lang) problems.push('no language');
          if (document.documentElement.scrollWidth > innerWidth + 1) problems.push(`wider than the window: ${document.documentElement.scrollWidth} > ${innerWidth}`);
          return [...new Set(problems)];
        }
        """;

    /// <summary>What is wrong with the page, as sentences; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> LookOverAsync(IPage page)
    {
        var problems = await page.EvaluateAsync<JsonElement>(Script);
        return [.. problems.EnumerateArray().Select(problem => problem.GetString()!)];
    }
}
