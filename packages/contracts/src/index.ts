export { ApiClient, type ApiClientOptions } from './client/api-client.js';
export { ConnectionError } from './client/connection-error.js';
export type { ListPage } from './client/list-page.js';
export type {
  JsonRoute,
  ListRoute,
  ReadRoute,
  Route,
  RouteInput,
  RouteOutput,
  Routes,
} from './client/route.js';
export {
  defineEndpoint,
  type Endpoint,
  type EndpointInput,
  type EndpointOutput,
  type Method,
} from './endpoints/endpoint.js';
export { endpoints, type Endpoints } from './endpoints/endpoints.js';
export { describeApi } from './endpoints/open-api.js';
export * from './errors/datagenflow-error.js';
export * from './errors/errors.js';
export * from './events/engine-event.js';
export * from './events/extension-event.js';
export * from './events/server-event.js';
export * from './nouns/block.js';
export * from './nouns/canonical-json.js';
export * from './nouns/execution.js';
export * from './nouns/extension.js';
export * from './nouns/field-operator.js';
export * from './nouns/health.js';
export * from './nouns/job.js';
export * from './nouns/job-report.js';
export * from './nouns/job-status.js';
export * from './nouns/json.js';
export * from './nouns/langfuse.js';
export * from './nouns/measure-utf8.js';
export * from './nouns/model.js';
export * from './nouns/pipeline.js';
export * from './nouns/preview.js';
export * from './nouns/problem.js';
export * from './nouns/record.js';
export * from './nouns/record-filter.js';
export * from './nouns/scalars.js';
export * from './nouns/seed.js';
export * from './nouns/session.js';
export * from './nouns/storage.js';
export * from './nouns/template.js';
export * from './nouns/trace.js';
export * from './nouns/usage.js';
export type * from './ports/clock.js';
export { FAIL_POINTS, type FailPoint, type FailPointName } from './ports/fail-point.js';
export type * from './ports/finishing-store.js';
export type * from './ports/job-store.js';
export type * from './ports/model-client.js';
export { systemClock } from './ports/system-clock.js';
export * from './trace/rebuild-trace.js';
