import type { Response } from 'express';

const BEHIND_BYTES = 1024 ** 2;
const CLOSE_BYTES = 4 * 1024 ** 2;

/** What a stream writes into. */
export type StreamResponse = Pick<
  Response,
  'write' | 'end' | 'destroy' | 'once' | 'writableLength'
>;

/**
 * One client that listens to events. While more than 1 MB waits for it, events pass it by; once it
 * has read what waits, it is told once to read everything again.
 */
export class EventStream {
  readonly #response: StreamResponse;
  readonly #resync: () => Buffer;
  #isBehind = false;
  #wasBehindAtPing = false;

  /** @param resync what tells it to read everything again, as of now */
  constructor(response: StreamResponse, resync: () => Buffer) {
    this.#response = response;
    this.#resync = resync;
  }

  /** Sends a frame, unless it is behind; closes it when more than 4 MB wait. */
  send(frame: Buffer | string): void {
    if (this.#isBehind) return;
    this.#response.write(frame);
    const waiting = this.#response.writableLength;
    if (waiting > CLOSE_BYTES) this.#response.destroy();
    else if (waiting > BEHIND_BYTES) this.#fallBehind();
  }

  /** Keeps the connection open; one that is behind since the ping before is closed. */
  ping(): void {
    if (this.#wasBehindAtPing) this.#response.destroy();
    this.#wasBehindAtPing = this.#isBehind;
    this.send(': ping\n\n');
  }

  /** Ends it at once; what waits for a client that does not read is dropped. */
  end(): void {
    if (this.#response.writableLength > 0) this.#response.destroy();
    else this.#response.end();
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#response.once('drain', () => {
      this.#isBehind = false;
      this.#wasBehindAtPing = false;
      this.send(this.#resync());
    });
  }
}
