/** The test itself is wrong: a script ran out, or a fixture has no such answer. */
export class TestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TestError';
  }
}
