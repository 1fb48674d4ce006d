import type { Source, TemplateFile, TemplateInfo } from '@datagenflow/contracts';

/** A template with its id and where it comes from. */
export interface RegisteredTemplate {
  id: string;
  source: Source;
  template: TemplateFile;
}

/** Whether a template was taken, and if not, why. */
export type TemplateRegistration = { registered: true } | { registered: false; warning: string };

/** All templates by id. A built-in one is never hidden: another of its id is skipped. */
export class TemplateRegistry {
  readonly #templates = new Map<string, RegisteredTemplate>();
  readonly #listeners = new Set<() => void>();

  /** Takes a template, in place of the one of the same id, unless that is built in. */
  register(entry: RegisteredTemplate): TemplateRegistration {
    const { id, source } = entry;
    const known = this.#templates.get(id);
    if (known?.source === 'builtin' && source !== 'builtin') {
      return {
        registered: false,
        warning: `Template '${id}' (${source}) skipped: conflicts with builtin. Rename its file.`,
      };
    }
    this.#templates.set(id, entry);
    this.#tell();
    return { registered: true };
  }

  /** Forgets the template when it is of this source, and says whether it was there. */
  unregister(id: string, source: Source): boolean {
    if (this.#templates.get(id)?.source !== source) return false;
    this.#templates.delete(id);
    this.#tell();
    return true;
  }

  get(id: string): RegisteredTemplate | undefined {
    return this.#templates.get(id);
  }

  /** Sorted by id. */
  list(): TemplateInfo[] {
    return [...this.#templates.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(describe);
  }

  /** Calls `listener` after every change, until the function given back is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function describe({ id, source, template }: RegisteredTemplate): TemplateInfo {
  return {
    id,
    name: template.name,
    description: template.description ?? '',
    blocks: template.blocks.map(({ type }) => type),
    example_seed: template.example_seed ?? null,
    source,
  };
}
