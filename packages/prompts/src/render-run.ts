import { requireHelper } from './check-call.js';
import { describeType, formatValue, isTruthy } from './format-value.js';
import { isFieldName } from './get-own.js';
import { HelperArgumentError } from './helpers/helper-arguments.js';
import { positionOf } from './position.js';
import { nameOf } from './prompt-ast.js';
import type { Block, Callable, Expression, Literal } from './prompt-ast.js';
import type { Path, Program, Statement } from './prompt-ast.js';
import { PromptError } from './prompt-error.js';
import { explainMissing, lookUp, type Scope } from './prompt-scope.js';
import { RenderBudget } from './render-budget.js';

const statementWork = 16;

/** One rendering of a prompt that `inspectPrompt` has accepted. Throws `PromptError`. */
export class RenderRun {
  readonly #budget = new RenderBudget();
  readonly #output: string[] = [];
  readonly #root: Scope;
  readonly #allowMissing: boolean;

  constructor(state: unknown, allowMissing: boolean) {
    this.#root = {
      value: state,
      outer: undefined,
      root: state,
      locals: new Map(),
      loop: undefined,
    };
    this.#allowMissing = allowMissing;
  }

  /** The rendered text. */
  render(program: Program): string {
    this.#renderProgram(program, this.#root);
    return this.#output.join('');
  }

  /** The value of one expression, with its type. */
  evaluate(expression: Expression): unknown {
    return this.#evaluate(expression, this.#root, this.#allowMissing);
  }

  #renderProgram(program: Program | undefined, scope: Scope): void {
    for (const statement of program?.body ?? []) this.#renderStatement(statement, scope);
  }

  #renderStatement(statement: Statement, scope: Scope): void {
    this.#budget.work(statementWork);
    if (statement.type === 'ContentStatement') this.#write(statement.value);
    if (statement.type === 'BlockStatement') this.#renderBlock(statement, scope);
    if (statement.type === 'MustacheStatement') {
      this.#write(this.#format(this.#evaluateMustache(statement, scope), statement));
    }
  }

  #write(text: string): void {
    this.#budget.write(text);
    this.#output.push(text);
  }

  #format(value: unknown, place: Callable): string {
    return this.#guard(place, 'The value', () => formatValue(value));
  }

  #renderBlock(block: Block, scope: Scope): void {
    const [subject] = block.params;
    const name = nameOf(block);
    if (subject === undefined) return;
    if (name === 'if' || name === 'unless') {
      const holds = isTruthy(this.#evaluate(subject, scope, true)) === (name === 'if');
      this.#renderProgram(holds ? block.program : block.inverse, scope);
      return;
    }
    const value = this.#evaluate(subject, scope, this.#allowMissing);
    if (name === 'with') this.#renderWith(block, value, scope);
    else this.#renderEach(block, value, scope);
  }

  #renderWith(block: Block, value: unknown, scope: Scope): void {
    if (!isTruthy(value) && value !== 0) return this.#renderProgram(block.inverse, scope);
    const locals = bind(scope, block.program, [value]);
    this.#renderProgram(block.program, { ...scope, value, outer: scope, locals });
  }

  #renderEach(block: Block, value: unknown, scope: Scope): void {
    const keys = listKeys(value, block);
    if (keys.length === 0) return this.#renderProgram(block.inverse, scope);
    for (let index = 0; index < keys.length; index++) {
      this.#budget.iterate();
      const key = keys[index] ?? index;
      const element = (value as Record<string | number, unknown>)[key];
      this.#renderProgram(block.program, {
        value: element,
        outer: scope,
        root: scope.root,
        locals: bind(scope, block.program, [element, key]),
        loop: {
          index,
          key,
          first: index === 0,
          last: index === keys.length - 1,
          outer: scope.loop,
        },
      });
    }
  }

  #evaluateMustache(statement: Callable, scope: Scope): unknown {
    return statement.params.length === 0
      ? this.#evaluate(statement.path, scope, this.#allowMissing)
      : this.#call(statement, scope, this.#allowMissing);
  }

  #evaluate(expression: Expression, scope: Scope, mayMiss: boolean): unknown {
    if (expression.type === 'PathExpression') return this.#read(expression, scope, mayMiss);
    if (expression.type === 'SubExpression') return this.#call(expression, scope, mayMiss);
    return literalValue(expression);
  }

  #read(path: Path, scope: Scope, mayMiss: boolean): unknown {
    const value = lookUp(path, scope);
    if (value === undefined && !mayMiss) throw explainMissing(path, scope);
    return value;
  }

  #call(call: Callable, scope: Scope, mayMiss: boolean): unknown {
    const helper = requireHelper(call);
    const values = call.params.map((param, index) =>
      this.#evaluate(param, scope, mayMiss || (helper.name === 'default' && index === 0)),
    );
    if (!helper.takesMissing && values.includes(undefined)) return undefined;
    const result = this.#guard(call, helper.name, () => helper.run(...values));
    this.#budget.work(measureWork(values) + measureWork([result]));
    return result;
  }

  #guard<T>(place: Callable, subject: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof HelperArgumentError) {
        throw new PromptError('helper_argument', `"${subject}" ${error.message}.`, {
          at: positionOf(place),
          detail: { helper: subject },
        });
      }
      throw new PromptError('helper_argument', `${subject} cannot be written as JSON.`, {
        at: positionOf(place),
        cause: error,
      });
    }
  }
}

function literalValue(literal: Literal): string | number | boolean | null {
  return ('value' in literal ? literal.value : null) ?? null;
}

function bind(
  scope: Scope,
  program: Program | undefined,
  values: readonly unknown[],
): ReadonlyMap<string, unknown> {
  const names = program?.blockParams ?? [];
  if (names.length === 0) return scope.locals;
  return new Map([...scope.locals, ...names.map((name, index) => [name, values[index]] as const)]);
}

function listKeys(value: unknown, block: Block): readonly (string | number)[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [...value.keys()];
  if (typeof value === 'object') return Object.keys(value).filter(isFieldName);
  throw new PromptError(
    'helper_argument',
    `"each" needs a list or an object, not ${describeType(value)}.`,
    { at: positionOf(block), detail: { helper: 'each' } },
  );
}

function measureWork(values: readonly unknown[]): number {
  let units = 0;
  for (const value of values) if (typeof value === 'string') units += value.length;
  return units;
}
