/** Why work for a request ends when nobody waits for its answer any more. No bug. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('The client is gone');
  }
}
