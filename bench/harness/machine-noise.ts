import { createHash } from 'node:crypto';
import { spread } from './statistics.ts';

/** The same work again and again: how much its time varies is what the machine adds to all figures. */
export class MachineNoise {
  readonly #samples: number[] = [];
  readonly #data = Buffer.alloc(16_000_000, 'noise');

  /** Takes about ten milliseconds. */
  sample(): void {
    const startedAt = performance.now();
    createHash('sha256').update(this.#data).digest();
    this.#samples.push(performance.now() - startedAt);
  }

  /** Width of the middle half of the samples, as a share of the median. */
  get share(): number {
    return spread(this.#samples);
  }
}
