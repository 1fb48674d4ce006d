import type { SignedIn, SignIn } from '@datagenflow/contracts';
import { sendJson } from './request.js';

/** `POST /api/session` */
export function signIn(body: SignIn): Promise<SignedIn> {
  return sendJson('POST', '/api/session', body);
}
