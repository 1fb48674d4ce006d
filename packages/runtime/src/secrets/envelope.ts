import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConfigError } from '@datagenflow/contracts';
import { Secret } from '@datagenflow/llm';
import type { MasterKey } from './master-key.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a secret for one owner with AES-256-GCM: `v1:<key id>:<nonce>:<ciphertext and tag>`, the
 * last two in base64url. It opens with the same master key for the same owner only.
 */
export function sealEnvelope(secret: Secret, key: MasterKey, owner: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(owner));
  const sealed = [cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()];
  return ['v1', key.id, base64(nonce), base64(Buffer.concat(sealed))].join(':');
}

/**
 * Decrypts what {@link sealEnvelope} gave.
 * @throws ConfigError `key_unreadable` when it was made with another key, for another owner, or changed
 */
export function openEnvelope(envelope: string, key: MasterKey, owner: string): Secret {
  const [, , nonce = '', text = ''] = envelope.split(':');
  const sealed = Buffer.from(text, 'base64url');
  const split = Math.max(0, sealed.length - TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonce, 'base64url'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(split));
    const plain = [decipher.update(sealed.subarray(0, split)), decipher.final()];
    return new Secret(Buffer.concat(plain).toString('utf8'));
  } catch (cause) {
    throw new ConfigError('A stored key can’t be read: it was changed or belongs elsewhere.', {
      code: 'key_unreadable',
      cause,
    });
  }
}

/** Id of the master key that an envelope was sealed with. */
export function keyIdOf(envelope: string): string {
  return envelope.split(':')[1] ?? '';
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64url');
}
