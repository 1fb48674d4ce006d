import type { LogLine } from '@datagenflow/contracts';

const MAX_CHARACTERS = 64 * 1024;
/** Counted for each line beside its text. */
const LINE = 16;

/** What a step logs, over all its attempts, up to 64 KB. */
export class StepLog {
  readonly lines: LogLine[] = [];
  readonly #scrub: (text: string) => string;
  #room = MAX_CHARACTERS;

  /** @param scrub takes secrets out of a text */
  constructor(scrub: (text: string) => string = (text) => text) {
    this.#scrub = scrub;
  }

  add({ level, message }: LogLine): void {
    if (this.#room <= 0) return;
    const line = { level, message: this.#scrub(message) };
    const room = this.#room - LINE;
    this.#room = room - line.message.length;
    this.lines.push(this.#room > 0 ? line : cut(line, room));
  }
}

function cut(line: LogLine, room: number): LogLine {
  const rest = line.message.slice(0, Math.max(0, room));
  return { ...line, message: `${rest} … (the log ends here: 64 KB)` };
}
