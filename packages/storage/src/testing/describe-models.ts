import type { ModelKind } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import type { NewModel } from '../models/model-store.js';
import { withStorage, type CreateSubject } from './subject.js';

export function describeModels(create: CreateSubject): void {
  describe('models', () => {
    test(
      'come back as they were saved, the key as its last characters only',
      withStorage(create, async ({ models }) => {
        const seal = (id: number) => ({
          envelope: `v1:k:n:sealed-for-${id}`,
          last4: '1234',
          origin: 'https://api.example',
        });
        const limits = { requests_per_minute: 60 };
        const prices = { input: 1.5, output: 6, cached: 0.1 };
        const model = await models.create({ ...llm('main'), limits, prices }, seal);
        expect(model).toMatchObject({
          ...llm('main'),
          limits,
          prices,
          dimensions: null,
          is_default: true,
          api_key: { is_set: true, last4: '1234' },
        });
        expect(JSON.stringify(await models.list())).not.toContain('sealed');
        expect(await models.readKey(model.id)).toEqual(seal(model.id));
        expect(await models.get(model.id)).toEqual(model);
        expect(await models.findByName('llm', 'main')).toEqual(model);
        expect(await models.findByName('embedding', 'main')).toBeNull();
      }),
    );

    test(
      'a change leaves the key unless it names one',
      withStorage(create, async ({ models }) => {
        const seal = () => ({ envelope: 'sealed', last4: 'abcd', origin: 'https://a.example' });
        const { id } = await models.create(llm('main'), seal);
        const changed = await models.update(id, { name: 'renamed', limits: { concurrency: 2 } });
        expect(changed).toMatchObject({
          name: 'renamed',
          model_name: 'demo-1',
          limits: { concurrency: 2 },
          api_key: { is_set: true, last4: 'abcd' },
        });
        expect((await models.update(id, { key: null })).api_key).toEqual({
          is_set: false,
          last4: '',
        });
        expect(await models.readKey(id)).toBeNull();
        const removed = { envelope: null, last4: '', origin: 'https://a.example' };
        expect((await models.update(id, { key: () => removed })).api_key.is_set).toBe(false);
        expect(await models.readKey(id)).toEqual(removed);
      }),
    );

    test(
      'one of each kind is the default',
      withStorage(create, async ({ models }) => {
        const b = await models.create(llm('b'));
        const c = await models.create({ ...llm('c'), is_default: true });
        const a = await models.create(llm('a'));
        const embedding = await models.create({ ...llm('b', 'embedding'), dimensions: 3 });
        const defaultId = async (kind: ModelKind) => (await models.findDefault(kind))?.id;
        expect([b.is_default, c.is_default, a.is_default]).toEqual([true, true, false]);
        expect(await defaultId('llm')).toBe(c.id);
        expect(await defaultId('embedding')).toBe(embedding.id);
        await models.setDefault(b.id);
        expect((await models.list('llm')).map((model) => [model.name, model.is_default])).toEqual([
          ['a', false],
          ['b', true],
          ['c', false],
        ]);
        await models.delete(b.id);
        expect(await defaultId('llm')).toBe(a.id);
        await models.delete(a.id);
        expect((await models.update(c.id, { is_default: false })).is_default).toBe(true);
        await models.delete(c.id);
        expect(await models.findDefault('llm')).toBeNull();
      }),
    );

    test(
      'the demo model is the default only while there is no other',
      withStorage(create, async ({ models }) => {
        await models.create(llm('demo'));
        await models.create({ ...llm('z'), provider: 'openai', is_default: true });
        const { id } = await models.create({ ...llm('y'), provider: 'openai', is_default: true });
        await models.delete(id);
        expect((await models.findDefault('llm'))?.name).toBe('z');
      }),
    );

    test(
      'names are taken once per kind; what is missing is said',
      withStorage(create, async ({ models }) => {
        const { id } = await models.create(llm('a'));
        await models.create(llm('b'));
        const taken = { code: 'already_exists', status: 409 };
        await expect(models.create(llm('a'))).rejects.toMatchObject(taken);
        await expect(models.update(id, { name: 'b' })).rejects.toMatchObject(taken);
        expect(await models.list()).toHaveLength(2);
        const missing = { code: 'not_found' };
        await expect(models.update(99, { name: 'x' })).rejects.toMatchObject(missing);
        await expect(models.delete(99)).rejects.toMatchObject(missing);
        await expect(models.setDefault(99)).rejects.toMatchObject(missing);
        await expect(models.readKey(99)).rejects.toMatchObject(missing);
      }),
    );

    test(
      'remember what was found out about their endpoint, until they move to another',
      withStorage(create, async ({ models }) => {
        const { id } = await models.create(llm('a'));
        expect(await models.readCapabilities(id)).toBeNull();
        await models.saveCapabilities(id, { structured_output: 'json_schema' });
        const same = { provider: 'demo', endpoint: '', model_name: 'demo-1', limits: {} };
        await models.update(id, { ...same, name: 'b' });
        expect(await models.readCapabilities(id)).toEqual({ structured_output: 'json_schema' });
        for (const other of [{ model_name: 'demo-2' }, { endpoint: 'x' }, { provider: 'custom' }]) {
          await models.saveCapabilities(id, { structured_output: 'none' });
          await models.update(id, other);
          expect(await models.readCapabilities(id)).toBeNull();
        }
      }),
    );
  });

  test(
    'meta values are set, replaced and removed',
    withStorage(create, async ({ meta }) => {
      expect(await meta.get('k')).toBeUndefined();
      await meta.set('k', { a: '\u0000', b: [null] });
      expect(await meta.get('k')).toEqual({ a: '\u0000', b: [null] });
      await meta.set('k', null);
      expect(await meta.get('k')).toBeNull();
      await meta.delete('k');
      expect(await meta.get('k')).toBeUndefined();
    }),
  );
}

function llm(name: string, kind: ModelKind = 'llm'): NewModel {
  return { kind, name, provider: 'demo', endpoint: '', model_name: 'demo-1' };
}
