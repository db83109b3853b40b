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
 * @property {number} [callSumMicros] what the folded calls took together
 * @property {boolean} [isAsync]
 * @property {boolean} [isUnfinished] no end is known
 * @property {number} [rowsAffected]
 * @property {SpanLink[]} [links]
 * @property {number} [errorCount]
 * @property {number} [droppedSpans]
 * @property {LostSpans[]} [lost]
 *
 * @typedef {object} SpanLink
 * @property {string} traceId
 * @property {string} spanId
 *
 * @typedef {object} LostSpans spans to one destination that the agent counted instead of sending
 * @property {string} destination
 * @property {boolean} isFailed
 * @property {number} count
 * @property {number} sumMicros
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
 * @property {number} callCount how many they are, with those that the agent folded
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
 * @typedef {object} TraceLog
 * @property {string} [spanId]
 * @property {number} timestampMicros since the Unix epoch, as sent
 * @property {string} [level]
 * @property {string} [logger]
 * @property {string} message
 * @property {string} [service]
 *
 * @typedef {object} TraceMark
 * @property {string} transactionId
 * @property {string} group
 * @property {string} name
 * @property {number} atMicros after the transaction's start
 *
 * @typedef {object} IncomingLink
 * @property {string} to the linked span of this trace
 * @property {string} traceId
 * @property {string} spanId
 * @property {string} service
 * @property {string} name
 * @property {number} timestampMicros
 *
 * @typedef {object} TraceNotes (`/api/traces/{id}/notes`)
 * @property {TraceLog[]} logs
 * @property {TraceMark[]} marks
 * @property {IncomingLink[]} linkedFrom
 * @property {boolean} isTruncated
 *
 * @typedef {Record<string, any>} EcsDocument a nested ECS document; agents decide what is in it
 *
 * @typedef {object} EventDetails
 * @property {EcsDocument} event
 * @property {EcsDocument[]} [errors]
 */
/**
 * @typedef {object} TraceFile a trace with everything that is known of it (`/api/traces/{id}/file`)
 * @property {boolean} isMasked
 * @property {Trace} trace
 * @property {TraceNotes} notes
 * @property {Record<string, EventDetails>} events
 *
 * @typedef {object} TraceSource where a waterfall gets what it shows
 * @property {() => Promise<Trace>} trace
 * @property {(id: string) => Promise<EventDetails | null>} event null when another was asked for in the meantime, or it is not known
 * @property {() => Promise<TraceNotes>} notes
 * @property {() => Promise<string[]>} fields names of what rows may have
 * @property {(field: string) => Promise<Record<string, string>>} values by the id of the row
 */
export {};
