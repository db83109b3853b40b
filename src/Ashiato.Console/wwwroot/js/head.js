/**
 * Entry of the head. A classic script, which runs before anything is drawn: the page must not show in another theme or zone first,
 * and what is streamed must be put into its place as it comes.
 */

import './reader.js';
import './streaming.js';
