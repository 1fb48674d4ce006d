import { basename } from 'node:path';
import type { Clock, EventSink, ExtensionTemplate } from '@datagenflow/contracts';
import { loadUserTemplates, watchFiles, type FileWatch } from '@datagenflow/extensions';
import type { RegisteredTemplate, TemplateRegistry } from '@datagenflow/registry';
import type { RuntimeConfig } from '../config.js';

/** What user templates are loaded with. */
export interface UserTemplatesParts {
  config: RuntimeConfig;
  templates: TemplateRegistry;
  clock: Clock;
  emit: EventSink;
  warn(message: string): void;
  /** Whether their files are watched. */
  isWatching: boolean;
}

/** What became of a file: JSON of the template when it is in use, else what is wrong. */
interface FileState {
  id: string;
  text: string | undefined;
  error: string | undefined;
}

/**
 * The templates of the user, registered and kept so while their files change: each on its own. What
 * can’t be used is left out, listed with the reason, and told.
 */
export class UserTemplates implements AsyncDisposable {
  readonly #parts: UserTemplatesParts;
  #files = new Map<string, FileState>();
  #watch: FileWatch | undefined;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(parts: UserTemplatesParts) {
    this.#parts = parts;
  }

  static async open(parts: UserTemplatesParts): Promise<UserTemplates> {
    const { config, clock, warn, isWatching } = parts;
    const templates = new UserTemplates(parts);
    await templates.#reload(() => undefined);
    if (isWatching) {
      templates.#watch = await watchFiles({
        directories: [config.templatesDir],
        clock,
        debounceMs: config.hotReload.debounceMs,
        changed: (paths) => templates.reload(paths),
        failed: (error) => warn(`Templates could not be read again: ${String(error)}`),
      });
    }
    return templates;
  }

  /** Whether the files are watched. */
  get isWatching(): boolean {
    return this.#parts.isWatching;
  }

  /** Files that give no template, with the reason. */
  get unusable(): ExtensionTemplate[] {
    return [...this.#files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { id, error }]) => (error === undefined ? [] : [unusable(id, error)]));
  }

  /**
   * Reads files again, all or those of these paths, and registers or unregisters those that
   * changed. One at a time.
   */
  reload(paths?: readonly string[]): Promise<void> {
    const changed = paths && new Set(paths.map((path) => basename(path)));
    const work = this.#work.then(() => this.#reload(this.#parts.emit, changed));
    this.#work = work.catch(() => undefined);
    return work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch?.[Symbol.asyncDispose]();
    await this.#work;
  }

  /** Of some files, or of all: another may be written to just now. */
  async #reload(emit: EventSink, changed?: ReadonlySet<string>): Promise<void> {
    const { config, templates } = this.#parts;
    const isConcerned = (file: string): boolean => changed === undefined || changed.has(file);
    const found = await loadUserTemplates(config.templatesDir);
    const usable = found.templates.filter(({ file }) => isConcerned(file));
    const failed = found.failed.filter(({ file }) => isConcerned(file));
    const before = this.#files;
    const now = new Map([...before].filter(([file]) => !isConcerned(file)));
    const kept = new Set(usable.map(({ file }) => file));
    for (const [file, { id, text }] of before) {
      const isOver = isConcerned(file) && !kept.has(file);
      if (isOver && text !== undefined) templates.unregister(id, 'user');
    }
    for (const entry of usable) now.set(entry.file, this.#register(entry, before.get(entry.file)));
    for (const { file, id, errors } of failed) {
      const error = `Template '${id}' is skipped: ${errors.join('; ')}`;
      now.set(file, { id, text: undefined, error });
    }
    this.#files = now;
    this.#tell(before, emit);
  }

  #tell(before: ReadonlyMap<string, FileState>, emit: EventSink): void {
    for (const file of before.keys()) {
      if (this.#files.has(file)) continue;
      emit({ type: 'extension:reloaded', kind: 'template', file, names: [] });
    }
    for (const [file, { id, text, error }] of this.#files) {
      const old = before.get(file);
      if (old?.text === text && old?.error === error) continue;
      const about = { kind: 'template' as const, file, names: [id] };
      if (error === undefined) {
        emit({ type: 'extension:reloaded', ...about });
        continue;
      }
      this.#parts.warn(error);
      emit({ type: 'extension:failed', ...about, error });
    }
  }

  #register(entry: RegisteredTemplate, before: FileState | undefined): FileState {
    const { id } = entry;
    const text = JSON.stringify(entry.template);
    if (before?.text === text) return before;
    const result = this.#parts.templates.register(entry);
    if (result.registered) return { id, text, error: undefined };
    return { id, text: undefined, error: result.warning };
  }
}

function unusable(id: string, error: string): ExtensionTemplate {
  return {
    id,
    name: id,
    description: '',
    blocks: [],
    example_seed: null,
    source: 'user',
    available: false,
    error,
  };
}
