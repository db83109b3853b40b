/** Entry of all that draws figures: charts over time, how durations spread, and the flame graph of many traces. */

import './time-chart.js';
import './latency-distribution.js';
import './flame-graph.js';
