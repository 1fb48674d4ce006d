import { describe, expect, test } from 'vitest';
import { TemplateRegistry, type RegisteredTemplate } from './template-registry.js';

const entry = (
  id: string,
  source: RegisteredTemplate['source'],
  name = id,
): RegisteredTemplate => ({
  id,
  source,
  template: { name, blocks: [{ type: 'A' }, { type: 'B' }] },
});

describe('TemplateRegistry', () => {
  test('EXT-09 a user template with the id of a built-in one is skipped', () => {
    const registry = new TemplateRegistry();
    registry.register(entry('qa', 'builtin'));
    const skipped = registry.register(entry('qa', 'user', 'mine'));
    expect(skipped).toMatchObject({ registered: false });
    expect(skipped.registered ? '' : skipped.warning).toContain('skipped: conflicts with builtin');
    expect(registry.get('qa')?.source).toBe('builtin');
    expect(registry.unregister('qa', 'user')).toBe(false);
    expect(registry.list()).toHaveLength(1);
  });

  test('EXT-09 a built-in template wins when it comes later', () => {
    const registry = new TemplateRegistry();
    registry.register(entry('qa', 'user'));
    registry.register(entry('qa', 'builtin'));
    expect(registry.get('qa')?.source).toBe('builtin');
  });

  test('EXT-19 templates come and go one by one', () => {
    const registry = new TemplateRegistry();
    let changes = 0;
    const stop = registry.onChange(() => (changes += 1));
    registry.register(entry('b', 'user'));
    registry.register(entry('a', 'builtin'));
    registry.register(entry('b', 'user', 'renamed'));
    expect(registry.list()).toEqual([
      {
        id: 'a',
        name: 'a',
        description: '',
        blocks: ['A', 'B'],
        example_seed: null,
        source: 'builtin',
      },
      {
        id: 'b',
        name: 'renamed',
        description: '',
        blocks: ['A', 'B'],
        example_seed: null,
        source: 'user',
      },
    ]);
    expect(registry.unregister('b', 'user')).toBe(true);
    expect(registry.get('b')).toBeUndefined();
    stop();
    registry.unregister('a', 'builtin');
    expect(changes).toBe(4);
  });
});
