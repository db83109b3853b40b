// Usage: node client.js URL [PASSWORD]. Prints one line of JSON.
import { Client, errors } from '@elastic/elasticsearch';

const [url, password] = process.argv.slice(2);
const client = new Client({ node: url, ...(password ? { auth: { username: 'elastic', password } } : {}) });
const index = 'traces-apm-default';
const found = {};

found.cluster = (await client.info()).cluster_name;
found.ping = await client.ping();

const documents = Array.from({ length: 250 }, (_, i) => ({
  '@timestamp': new Date(Date.UTC(2026, 10, 22, 12, 0, i)).toISOString(),
  processor: { event: 'transaction' },
  service: { name: i % 5 === 0 ? 'search' : 'shop' },
  transaction: { id: i.toString(16).padStart(16, '0'), name: `GET /${i % 3}`, duration: { us: i * 100 } },
}));
const bulk = await client.helpers.bulk({ datasource: documents, onDocument: () => ({ create: { _index: index } }) });
found.bulk = [bulk.successful, bulk.failed];

const bad = await client.bulk({ operations: [{ create: { _index: index } }, { transaction: { id: 'no time' } }] });
found.badItem = [bad.errors, bad.items[0].create.status];

const answer = await client.search({
  index: 'traces-apm*',
  size: 2,
  query: { bool: { filter: [{ term: { 'service.name': 'search' } }, { range: { '@timestamp': { gte: '2026-11-22T12:01:00Z' } } }] } },
  sort: [{ '@timestamp': 'asc' }],
  aggs: { names: { terms: { field: 'transaction.name' }, aggs: { slowest: { max: { field: 'transaction.duration.us' } } } } },
});
found.search = {
  total: answer.hits.total.value,
  ids: answer.hits.hits.map(hit => hit._id),
  source: answer.hits.hits[0]._source.transaction.name,
  names: answer.aggregations.names.buckets.map(bucket => [bucket.key, bucket.doc_count, bucket.slowest.value]),
};
found.count = (await client.count({ index, q: 'service.name:shop' })).count;

const many = await client.msearch({ searches: [{ index }, { size: 0 }, { index }, { query: { unheard: {} } }] });
found.msearch = many.responses.map(response => response.status);

const groups = await client.search({
  index,
  size: 0,
  aggs: {
    pairs: {
      multi_terms: { terms: [{ field: 'service.name' }, { field: 'transaction.name' }] },
      aggs: {
        slowest: { max: { field: 'transaction.duration.us' } },
        frequent: { bucket_selector: { buckets_path: { count: '_count' }, script: 'params.count > 16' } },
        first: { bucket_sort: { sort: [{ slowest: { order: 'desc' } }], size: 4 } },
      },
    },
    stats: { stats_bucket: { buckets_path: 'pairs>slowest' } },
    middle: { percentiles_bucket: { buckets_path: 'pairs>slowest', percents: [50] } },
  },
});
const { pairs, stats, middle } = groups.aggregations;
found.pipelines = { pairs: pairs.buckets.map(bucket => [bucket.key_as_string, bucket.doc_count, bucket.slowest.value]), stats, middle: middle.values };

let scrolled = 0;
for await (const page of client.helpers.scrollSearch({ index, size: 60, sort: ['@timestamp'] })) scrolled += page.documents.length;
found.scroll = scrolled;

const pit = await client.openPointInTime({ index, keep_alive: '1m' });
const seen = new Set();
let after;
do {
  const page = await client.search({ pit: { id: pit.id, keep_alive: '1m' }, size: 60, sort: [{ 'service.name': 'asc' }], ...(after ? { search_after: after } : {}) });
  page.hits.hits.forEach(hit => seen.add(hit._id));
  after = page.hits.hits.at(-1)?.sort;
} while (after);
found.pointInTime = [seen.size, (await client.closePointInTime({ id: pit.id })).succeeded];

found.fields = Object.keys((await client.fieldCaps({ index, fields: 'transaction.*' })).fields);
found.indices = (await client.cat.indices({ format: 'json' })).map(row => [row.index, row['docs.count']]);
found.health = (await client.cluster.health()).status;

try {
  await client.search({ query: { geo_shape: {} } });
} catch (error) {
  found.error = [error instanceof errors.ResponseError, error.statusCode, error.meta.body.error.type, error.message.includes('geo_shape')];
}
try {
  await new Client({ node: url, ...(password ? { auth: { username: 'elastic', password: 'wrong' } } : {}) }).search({ index: 'not-there-at-all' });
} catch (error) {
  found.refused = error.statusCode;
}
console.log(JSON.stringify(found));
