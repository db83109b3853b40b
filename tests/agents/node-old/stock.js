'use strict';

// GET /stock/ID with the agent of a package: how many there are, told by a request to itself. `node stock.js PACKAGE`.
const apm = require(process.argv[2]).start();
const http = require('node:http');

const server = http.createServer((request, response) => {
  const id = /^\/(stock|shelf)\/(\d+)$/.exec(request.url);
  if (!id) {
    response.writeHead(404).end();
  } else if (id[1] === 'shelf') {
    response.end(JSON.stringify({ count: Number(id[2]) * 3 }));
  } else {
    const span = apm.startSpan('SELECT count FROM stock', 'db.postgresql.query');
    span?.end();
    if (id[2] === '0') apm.captureError(new Error('nothing in stock'));
    http.get(`http://127.0.0.1:${server.address().port}/shelf/${id[2]}`, (answer) => answer.pipe(response));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
