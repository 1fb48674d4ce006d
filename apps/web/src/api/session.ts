import type { SignedIn, SignIn } from '@datagenflow/contracts';
import { api } from './api.js';

/** Signs this browser in; it gets a cookie. */
export function signIn(body: SignIn): Promise<SignedIn> {
  return api.call('POST /api/session', { body });
}
