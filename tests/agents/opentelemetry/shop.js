'use strict';

// One request with a query and a failure, one metric of each kind, one log line, sent by whatever OTEL_* says.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { metrics, trace, SpanKind, SpanStatusCode } = require('@opentelemetry/api');
const { logs, SeverityNumber } = require('@opentelemetry/api-logs');

async function main() {
  const sdk = new NodeSDK();
  sdk.start();

  const meter = metrics.getMeter('shop', '1.2.3');
  meter.createCounter('orders').add(3, { region: 'eu' });
  meter.createHistogram('basket').record(40, { region: 'eu' });

  const traceId = trace.getTracer('shop', '1.2.3').startActiveSpan('GET /items', { kind: SpanKind.SERVER, attributes: { 'http.request.method': 'GET', 'url.path': '/items', 'http.response.status_code': 500 } }, (request) => {
    const query = trace.getTracer('shop').startSpan('SELECT items', { kind: SpanKind.CLIENT, attributes: { 'db.system': 'postgresql', 'db.statement': 'SELECT * FROM items WHERE id = $1', 'db.name': 'shop' } });
    query.end();
    logs.getLogger('shop').emit({ severityNumber: SeverityNumber.WARN, severityText: 'WARN', body: 'nothing in stock', attributes: { item: 7 } });
    request.recordException(new Error('nothing in stock'));
    request.setStatus({ code: SpanStatusCode.ERROR });
    request.end();
    return request.spanContext().traceId;
  });
  // Everything that was sent was answered when this is done.
  await sdk.shutdown();
  console.log(`sent ${traceId}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
