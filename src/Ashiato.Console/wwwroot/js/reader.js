// A classic script in the head: it runs before the page is drawn.
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
  const cookie = `zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;
  const isKnown = () => document.cookie.split('; ').includes(cookie);
  if (!isKnown()) {
    document.cookie = `${cookie}; path=/; max-age=34560000; samesite=lax`;
    if (isKnown()) location.reload();
  }
})();
