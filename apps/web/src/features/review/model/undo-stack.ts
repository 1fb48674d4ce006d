import { DataGenFlowError, type BulkDone, type Id, type UndoDone } from '@datagenflow/contracts';

/** A decision that was sent; it is answered with the action that takes it back. */
export type Decision = Promise<BulkDone>;

/**
 * Decisions that can be taken back, newest last. One stays until the server has answered that it is
 * taken back, or that it can’t be.
 */
export class UndoStack {
  readonly #undo: (actionId: Id) => Promise<UndoDone>;
  #decisions: Decision[] = [];
  readonly #underWay = new Set<Decision>();

  constructor(undo: (actionId: Id) => Promise<UndoDone>) {
    this.#undo = undo;
  }

  /** Adds a decision; it goes when it fails. */
  push(decision: Decision): void {
    this.#decisions.push(decision);
    decision.catch(() => this.#remove(decision));
  }

  /**
   * Takes back a decision, by default the newest that is not being taken back.
   * @returns null when it had changed nothing, undefined when it is not there
   * @throws what the server or the connection says, or why the decision failed
   */
  async undo(decision = this.#newest()): Promise<UndoDone | null | undefined> {
    if (decision === undefined || !this.#isOpen(decision)) return undefined;
    this.#underWay.add(decision);
    try {
      const { action_id } = await decision;
      const done = action_id === null ? null : await this.#undo(action_id);
      this.#remove(decision);
      return done;
    } catch (error) {
      if (isFinal(error)) this.#remove(decision);
      throw error;
    } finally {
      this.#underWay.delete(decision);
    }
  }

  #newest(): Decision | undefined {
    return this.#decisions.findLast((decision) => this.#isOpen(decision));
  }

  #isOpen(decision: Decision): boolean {
    return this.#decisions.includes(decision) && !this.#underWay.has(decision);
  }

  #remove(decision: Decision): void {
    this.#decisions = this.#decisions.filter((other) => other !== decision);
  }
}

/** It is not there any more, or was undone already: trying again is no use. */
function isFinal(error: unknown): boolean {
  return error instanceof DataGenFlowError && (error.status === 404 || error.status === 409);
}
