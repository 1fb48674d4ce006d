import { ValidationError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { collect } from '../testing/collect.js';
import { decodeText } from './decode-text.js';

const decode = async (...chunks: Uint8Array[]) => (await collect(decodeText(chunks))).join('');

async function errorOf(...chunks: Uint8Array[]): Promise<ValidationError> {
  const error: unknown = await decode(...chunks).catch((reason: unknown) => reason);
  if (error instanceof ValidationError) return error;
  throw new Error('It was accepted');
}

describe('decodeText', () => {
  test('characters may be cut anywhere, a byte order mark is dropped at the beginning only', async () => {
    const bytes = Buffer.from('\uFEFFa日🎉\uFEFF\n');
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await decode(bytes)).toBe('a日🎉\uFEFF\n');
    expect(await decode(...single)).toBe('a日🎉\uFEFF\n');
  });

  test.each([
    ['Latin-1', [0x61, 0x0a, 0x62, 0xe9, 0x62], { line: 2, byte: 3, offset: 4 }, '(0x62)'],
    ['a lone byte', [0x61, 0x80], { line: 1, byte: 2, offset: 1 }, '(0x80)'],
    ['UTF-16 with its mark', [0xff, 0xfe, 0x61, 0], { line: 1, byte: 1, offset: 0 }, '(0xff)'],
    ['NUL', [0x0a, 0x0a, 0x61, 0, 0x62], { line: 3, byte: 2, offset: 3 }, 'NUL byte'],
    ['NUL before what is invalid', [0x61, 0, 0xff], { line: 1, byte: 2, offset: 1 }, 'NUL byte'],
    ['a cut within a character', [0x0a, 0xe6, 0x97], { line: 2, byte: 3, offset: 3 }, 'cut off'],
  ])('%s is told by line and byte', async (_name, bytes, detail, what) => {
    const whole = Uint8Array.from(bytes);
    for (const chunks of [[whole], Array.from(bytes, (byte) => Uint8Array.of(byte))]) {
      const error = await errorOf(...chunks);
      expect(error).toMatchObject({ code: 'encoding_invalid', detail });
      expect(error.message).toContain(`line ${detail.line}, byte ${detail.byte}`);
      expect(error.message).toContain(what);
      expect(error.message).toContain('Save it as UTF-8');
    }
  });
});
