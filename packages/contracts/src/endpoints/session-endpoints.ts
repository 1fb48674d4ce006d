import { SignedIn, SignIn } from '../nouns/session.js';
import { defineEndpoint } from './endpoint.js';
import { Message, Nothing } from './parameters.js';

const tag = 'system';
const none = { params: Nothing, query: Nothing, body: Nothing };

export const sessionEndpoints = {
  signIn: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/session',
    summary: 'Sign a browser in; it gets a cookie',
    tag,
    isPublic: true,
    body: SignIn,
    response: SignedIn,
  }),
  signOut: defineEndpoint({
    ...none,
    method: 'DELETE',
    path: '/api/session',
    summary: 'Sign a browser out',
    tag,
    response: Message,
  }),
};
