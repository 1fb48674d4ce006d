import { BlockExecutionError, DataGenFlowError, ValidationError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { fromWireError, toWireError, type WireError } from './wire-error.js';

const cross = (thrown: unknown): Error =>
  fromWireError(structuredClone<WireError>(toWireError(thrown)));

describe('an error that crosses', () => {
  test('keeps its class, code, detail and status when it is one of ours', () => {
    const error = cross(new ValidationError('Bad', { code: 'bad_field', detail: { field: 'a' } }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ message: 'Bad', code: 'bad_field', detail: { field: 'a' } });
  });

  test('of another package keeps code, status and name', () => {
    class ModelError extends DataGenFlowError {}
    const error = cross(new ModelError('credentials', 'No key', { status: 409 }));
    expect(error).toBeInstanceOf(DataGenFlowError);
    expect(error).toMatchObject({ name: 'ModelError', code: 'credentials', status: 409 });
  });

  test('keeps name, stack and causes when it is a plain one', () => {
    const original = new TypeError('Outer', { cause: new RangeError('Inner') });
    const error = cross(original);
    expect(error).toMatchObject({ name: 'TypeError', message: 'Outer', stack: original.stack });
    expect(error.cause).toMatchObject({ name: 'RangeError', message: 'Inner' });
  });

  test('is described when it is none', () => {
    expect(cross('boom').message).toBe('Threw the text “boom” instead of an Error.');
    expect(cross({ a: 1 }).message).toBe('Threw the value {"a":1} instead of an Error.');
    expect(cross(undefined).message).toBe('Threw undefined instead of an Error.');
    expect(cross(() => 1).message).toBe('Threw a function instead of an Error.');
  });

  test('loses what can’t cross', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(cross(new BlockExecutionError('A', { detail: cyclic }))).toMatchObject({
      detail: { unreadable: expect.any(String) as string },
    });
    const circular = new Error('Circular');
    circular.cause = circular;
    expect(cross(circular).message).toBe('Circular');
  });

  test('comes back as the very object when this side raised it', () => {
    const raised = new Error('Raised here');
    const known = new Map([[7, raised]]);
    const origins = new WeakMap<object, number>();
    const revived = fromWireError(toWireError(raised));
    origins.set(revived, 7);
    expect(fromWireError(toWireError(revived, origins), known)).toBe(raised);
    const wrapped = fromWireError(
      toWireError(new Error('Wrapped', { cause: revived }), origins),
      known,
    );
    expect(wrapped.cause).toBe(raised);
  });
});
