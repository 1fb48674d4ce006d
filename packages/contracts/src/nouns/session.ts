import { Type } from '../typebox.js';

const STRICT = { additionalProperties: false } as const;

/** Body of `POST /api/session`: the token of the server, or the code of a sign-in link. */
export const SignIn = Type.Object(
  {
    token: Type.Optional(Type.String({ description: 'The token of the server' })),
    code: Type.Optional(Type.String({ description: 'The code of a sign-in link, usable once' })),
    actor: Type.Optional(
      Type.String({ maxLength: 80, description: 'Name to stand in the history of records' }),
    ),
  },
  STRICT,
);
export type SignIn = Type.Static<typeof SignIn>;

/** Who is signed in. */
export const SignedIn = Type.Object({ actor: Type.String() });
export type SignedIn = Type.Static<typeof SignedIn>;

/** Name of the cookie that a browser gets when it signs in. */
export const SESSION_COOKIE = 'dgf_session';
