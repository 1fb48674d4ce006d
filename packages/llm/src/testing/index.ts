export type { FormatSupport } from './fake-answer.js';
export type { FakeLimits } from './fake-limits.js';
export { createFakeProvider, type FakeOptions, type FakeProvider } from './fake-provider.js';
export type { Fault } from './faults.js';
