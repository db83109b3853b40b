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
  const told = root.dataset.zone;
  const tellZone = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (told === zone) return;
    const cookie = `zone=${encodeURIComponent(zone)}`;
    document.cookie = `${cookie}; path=/; max-age=34560000; samesite=lax`;
    if (document.cookie.split('; ').includes(cookie)) location.reload();
  };
  // Finding out the zone takes as long as drawing a small page, and reading cookies some milliseconds: both wait where it was told before, and seldom changes.
  if (told) addEventListener('load', () => (window.requestIdleCallback ?? setTimeout)(tellZone));
  else tellZone();
})();
