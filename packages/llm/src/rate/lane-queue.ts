/** First in, first out within a lane; lanes take turns. */
export class LaneQueue<T> {
  readonly #lanes = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(lane: string, item: T): void {
    const items = this.#lanes.get(lane);
    if (items === undefined) this.#lanes.set(lane, [item]);
    else items.push(item);
    this.#size += 1;
  }

  /** Whose turn it is; undefined when the queue is empty. */
  peek(): T | undefined {
    const [items] = this.#lanes.values();
    return items?.[0];
  }

  /** Takes what {@link peek} shows; its lane goes to the end. */
  shift(): T | undefined {
    const [entry] = this.#lanes;
    if (entry === undefined) return undefined;
    const [lane, items] = entry;
    const item = items.shift();
    this.#lanes.delete(lane);
    if (items.length > 0) this.#lanes.set(lane, items);
    this.#size -= 1;
    return item;
  }

  /** Takes one item out; does nothing when it is gone. */
  remove(lane: string, item: T): void {
    const items = this.#lanes.get(lane);
    const index = items?.indexOf(item) ?? -1;
    if (items === undefined || index < 0) return;
    items.splice(index, 1);
    this.#size -= 1;
    if (items.length === 0) this.#lanes.delete(lane);
  }
}
