/**
 * The trace as the server sends it (`/api/traces/{id}`), and what is derived from it. Types only.
 *
 * @typedef {object} TraceService
 * @property {string} name
 * @property {string} [agentName]
 * @property {string} [language]
 * @property {string} [version]
 * @property {string} [environment]
 *
 * @typedef {object} TraceRow
 * @property {string} id
 * @property {number} parent index of the parent's row, −1 for a root
 * @property {number} depth
 * @property {'transaction' | 'span' | 'missing'} kind
 * @property {string} name
 * @property {number} service index, −1 when unknown
 * @property {string} [type]
 * @property {string} [subtype]
 * @property {string} [action]
 * @property {number} offsetMicros
 * @property {number} durationMicros
 * @property {number} selfMicros
 * @property {number} [shiftMicros]
 * @property {boolean} [isFailed]
 * @property {string} [result]
 * @property {number} [statusCode]
 * @property {string} [statement]
 * @property {string} [method]
 * @property {string} [url]
 * @property {string} [destination]
 * @property {number} [callCount]
 * @property {number} [errorCount]
 * @property {number} [droppedSpans]
 *
 * @typedef {object} CriticalStep
 * @property {number} row
 * @property {number} fromMicros
 * @property {number} toMicros
 *
 * @typedef {object} TraceError
 * @property {string} id
 * @property {number} row
 * @property {number} offsetMicros
 * @property {string} [type]
 * @property {string} message
 *
 * @typedef {object} Trace
 * @property {string} traceId
 * @property {number} startMicros
 * @property {number} durationMicros
 * @property {TraceService[]} services
 * @property {TraceRow[]} rows
 * @property {CriticalStep[]} criticalPath
 * @property {TraceError[]} errors
 * @property {number} droppedSpans
 * @property {boolean} isTruncated
 *
 * @typedef {'request' | 'query' | 'prepare' | 'http' | 'internal' | 'message' | 'cache' | 'template' | 'connect' | 'missing'} SpanKind
 *
 * @typedef {object} EqualCalls equal siblings, shown as one row
 * @property {number} id
 * @property {number} parent
 * @property {number[]} members calls and their prepares, oldest first
 * @property {number[]} calls members that are not prepares
 * @property {number} lead the first call; its text stands for all
 * @property {number} prepareCount
 * @property {number} prepareMicros
 * @property {number} sumMicros
 * @property {number} startMicros
 * @property {number} endMicros
 * @property {Float64Array} sorted durations of the calls, shortest first
 * @property {boolean} isFailed
 *
 * @typedef {object} Found
 * @property {Uint8Array} hit 1 for rows that match
 * @property {number} count
 * @property {number} sumMicros
 * @property {number} coverMicros wall-clock time that the matches cover together
 *
 * @typedef {Record<string, any>} EcsDocument a nested ECS document; agents decide what is in it
 *
 * @typedef {object} EventDetails
 * @property {EcsDocument} event
 * @property {EcsDocument[]} [errors]
 */
export {};
