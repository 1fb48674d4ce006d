import { SourceMap, type SourceMapPayload } from 'node:module';

/** Where the inspected process stands. */
export interface Pause {
  hitBreakpoints?: string[];
  callFrames: { callFrameId: string; location: Position & { scriptId: string } }[];
}

/** Counted from 0, as the protocol does. */
export interface Position {
  lineNumber: number;
  columnNumber: number;
}

/** What a debugger does, by the inspector protocol, with a process that waits for one. */
export class Inspector implements Disposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: Record<string, unknown>) => void>();
  readonly #pauses: Pause[] = [];
  #wake: () => void = () => undefined;
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
  }

  /** Attaches. The process goes on waiting. */
  static async attach(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const inspector = new Inspector(socket);
    await inspector.send('Runtime.enable');
    await inspector.send('Debugger.enable');
    return inspector;
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  /** The next time it stands still. */
  async paused(): Promise<Pause> {
    for (;;) {
      const pause = this.#pauses.shift();
      if (pause !== undefined) return pause;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async resume(): Promise<void> {
    await this.send('Debugger.resume');
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #receive(message: { id?: number; method?: string; params?: unknown; result?: unknown }): void {
    const { id, method, params, result } = message;
    if (id !== undefined) this.#answers.get(id)?.((result ?? {}) as Record<string, unknown>);
    if (method !== 'Debugger.paused') return;
    this.#pauses.push(params as Pause);
    this.#wake();
  }
}

/** The map of a script that carries its own. */
export function sourceMapOf(script: string): SourceMap {
  const base64 = script.slice(script.lastIndexOf('base64,') + 'base64,'.length);
  return new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString()) as SourceMapPayload);
}

/** The first place in a script that a line of its source, counted from 0, became. */
export function findGenerated(script: string, sourceLine: number): Position {
  const map = sourceMapOf(script);
  for (const [lineNumber, text] of script.split('\n').entries()) {
    for (let columnNumber = 0; columnNumber < text.length; columnNumber += 1) {
      const entry = map.findEntry(lineNumber, columnNumber);
      if (!('generatedColumn' in entry) || entry.originalLine !== sourceLine) continue;
      if (entry.generatedLine === lineNumber) return { lineNumber, columnNumber };
    }
  }
  throw new Error(`Line ${sourceLine} is not in the script.`);
}
