/** The fields that a prompt reads, found without rendering it. Each list is sorted. */
export interface PromptFields {
  /** Fields that must exist. A field read only inside `{{#if field}}` need not. */
  readonly fields: readonly string[];
  /** Fields that are read but may be missing. */
  readonly optionalFields: readonly string[];
  /** The same as `fields` for `x` in `{{metadata.x}}`: the seed's own values. */
  readonly metadataFields: readonly string[];
  /** Every path from the root, such as `author.name` or `metadata.topic`. */
  readonly paths: readonly string[];
}

/** Collects the paths of a prompt. */
export class PromptFieldSet {
  readonly #required = new Set<string>();
  readonly #optional = new Set<string>();
  readonly #metadata = new Set<string>();
  readonly #paths = new Set<string>();

  /** Adds a path from the root. It is optional when it may miss or is known to be `present`. */
  add(path: readonly string[], mayMiss: boolean, present: ReadonlySet<string>): void {
    const [root, child] = path;
    if (root === undefined) return;
    this.#paths.add(path.join('.'));
    const isOptional = mayMiss || present.has(fieldKey(path));
    if (root !== 'metadata') (isOptional ? this.#optional : this.#required).add(root);
    else if (child !== undefined && !isOptional) this.#metadata.add(child);
  }

  list(): PromptFields {
    return {
      fields: [...this.#required].sort(),
      optionalFields: [...this.#optional].filter((name) => !this.#required.has(name)).sort(),
      metadataFields: [...this.#metadata].sort(),
      paths: [...this.#paths].sort(),
    };
  }
}

/** What stands for the field of a path: its root, or one of the seed's values. */
export function fieldKey(path: readonly string[]): string {
  return JSON.stringify(path.slice(0, path[0] === 'metadata' ? 2 : 1));
}
