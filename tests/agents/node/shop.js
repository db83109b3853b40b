'use strict';

// GET /items/ID: one query, and one call to the stock service. Started with the agent by `node -r elastic-apm-node/start.js`.
const { Pool } = require('pg');
const listen = require('./listen');

const database = new Pool({ connectionString: process.env.DATABASE_URL });
const stock = process.env.STOCK_URL;

listen(async (url) => {
  const id = /^\/items\/(\d+)$/.exec(url.pathname)?.[1];
  if (!id) return undefined;
  const { rows } = await database.query('SELECT id, name, price FROM items WHERE id = $1', [id]);
  if (rows.length === 0) return undefined;
  const answer = await fetch(`${stock}/stock/${id}`);
  return { ...rows[0], ...(await answer.json()) };
});
