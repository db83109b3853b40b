'use strict';

// GET /stock/ID: how many there are.
const listen = require('./listen');

listen(async (url) => {
  const id = /^\/stock\/(\d+)$/.exec(url.pathname)?.[1];
  return id ? { count: Number(id) * 3 } : undefined;
});
