import { expect, expectTypeOf, test } from 'vitest';
import { endpoints } from '../endpoints/endpoints.js';
import type { DataRecord } from '../nouns/record.js';
import type { Job } from '../nouns/job.js';
import type { ApiClient } from './api-client.js';
import type { ListPage } from './list-page.js';
import type { JsonRoute, ListRoute, Route, RouteOutput } from './route.js';

test('a path names the parameters that its endpoint takes', () => {
  const all = Object.values(endpoints);
  const named = all.map(({ path }) => path.match(/(?<=\{)\w+(?=\})/g) ?? []);
  expect(all.map(({ params }) => Object.keys(params.properties))).toEqual(named);
});

test('routes are the endpoints, by method and path', () => {
  expectTypeOf<Route>().toEqualTypeOf<Written<keyof typeof endpoints>>();
  expectTypeOf<'PUT /api/embedding-models/{name}'>().toExtend<Route>();
  expectTypeOf<'GET /api/export'>().not.toExtend<JsonRoute>();
  expectTypeOf<ListRoute>().toEqualTypeOf<
    'GET /api/jobs' | 'GET /api/jobs/{id}/executions' | 'GET /api/records'
  >();
});

test('answers have the type of their endpoint', () => {
  expectTypeOf<RouteOutput<'POST /api/generate'>>().toEqualTypeOf<{ job_id: number }>();
  const calls = (api: ApiClient) => [
    expectTypeOf(
      api.call('GET /api/jobs/{id}', { params: { id: 1 } }),
    ).resolves.toEqualTypeOf<Job>(),
    expectTypeOf(api.page('GET /api/records')).resolves.toEqualTypeOf<ListPage<DataRecord>>(),
  ];
  expectTypeOf(calls).toBeFunction();
});

test('what the API would refuse does not compile', () => {
  const file = new Blob();
  const options = '{}';
  const calls = (api: ApiClient) => [
    api.call('GET /health'),
    api.call('DELETE /api/jobs/{id}', { params: { id: 1 }, query: { purge: true } }),
    api.call('POST /api/generate', { form: { file, pipeline_id: 1, options } }),
    api.call('POST /api/seeds/validate', { form: { file, pipeline_id: 1 } }),
    api.call('POST /api/seeds/validate', { body: { seeds: [], pipeline_id: 1 } }),
    // @ts-expect-error: no such path
    api.call('GET /api/job/{id}', { params: { id: 1 } }),
    // @ts-expect-error: no such method
    api.call('PUT /api/jobs/{id}', { params: { id: 1 } }),
    // @ts-expect-error: nothing given
    api.call('GET /api/jobs/{id}'),
    // @ts-expect-error: another parameter
    api.call('GET /api/jobs/{id}', { params: { name: 'a' } }),
    // @ts-expect-error: a parameter of another type
    api.call('GET /api/jobs/{id}', { params: { id: '1' } }),
    // @ts-expect-error: an unknown query
    api.call('GET /api/jobs', { query: { pipeline: 1 } }),
    // @ts-expect-error: a query of another type
    api.call('GET /api/jobs', { query: { limit: '10' } }),
    // @ts-expect-error: a body where there is none
    api.call('GET /api/jobs', { body: {} }),
    // @ts-expect-error: no body where one is needed
    api.call('PUT /api/pipelines/{id}', { params: { id: 1 } }),
    // @ts-expect-error: a body without what it needs
    api.call('POST /api/pipelines/import', { body: {} }),
    // @ts-expect-error: a body of another type
    api.call('POST /api/records/bulk', { body: { action: 'keep', ids: [1] } }),
    // @ts-expect-error: JSON in place of a form
    api.call('POST /api/generate', { body: { file, pipeline_id: 1 } }),
    // @ts-expect-error: a form without its file
    api.call('POST /api/generate', { form: { pipeline_id: 1 } }),
    // @ts-expect-error: a form and JSON
    api.call('POST /api/seeds/validate', { form: { file, pipeline_id: 1 }, body: {} }),
    // @ts-expect-error: no JSON comes back
    api.call('GET /api/export'),
    // @ts-expect-error: no list with pages
    api.page('GET /api/pipelines'),
    // @ts-expect-error: no address does that
    api.address('POST /api/pipelines/{id}/duplicate', { params: { id: 1 } }),
    // @ts-expect-error: an address without its parameter
    api.address('GET /api/pipelines/{id}/export.yaml'),
  ];
  expectTypeOf(calls).toBeFunction();
});

type Written<Name extends keyof typeof endpoints> = Name extends unknown
  ? `${(typeof endpoints)[Name]['method']} ${(typeof endpoints)[Name]['path']}`
  : never;
