/** Theme and zone of the reader. Runs in the head, before the page is drawn. */
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    root.dataset.theme = system.matches ? 'dark' : 'light';
    dispatchEvent(new Event('ashiato:theme'));
  };
  if (root.dataset.themeChoice === 'auto') {
    follow();
    system.addEventListener('change', follow);
  }

  // The server writes times on the reader's clock. When it cannot know the zone yet, tell it and ask again.
  const known = () => document.cookie.split('; ').find((cookie) => cookie.startsWith('zone='));
  const tellZone = () => {
    const zone = `zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;
    if (known() === zone) return;
    document.cookie = `${zone}; path=/; max-age=34560000; samesite=lax`;
    if (known() === zone) location.reload();
  };
  // Finding out the zone takes as long as drawing a small page: it waits where it was told before, and seldom changes.
  if (known()) addEventListener('load', () => setTimeout(tellZone));
  else tellZone();
})();
