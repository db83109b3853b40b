'use strict';

const http = require('node:http');
const apm = require('elastic-apm-node');

/**
 * Answers JSON on a free port of loopback, and prints the port when it is ready.
 * @param {(url: URL) => Promise<object | undefined>} answer what to say; nothing for 404
 */
module.exports = function listen(answer) {
  const server = http.createServer(async (request, response) => {
    try {
      const body = await answer(new URL(request.url, 'http://localhost'));
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    } catch (error) {
      apm.captureError(error);
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
};
