export { fuzzApi, type FuzzOptions, type FuzzReport } from './fuzz/fuzz-api.js';
