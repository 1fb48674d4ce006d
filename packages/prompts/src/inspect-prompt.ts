import { checkBlock, requireHelper } from './check-call.js';
import { checkPath } from './check-path.js';
import { findJinjaTag } from './jinja-habits.js';
import { refuseDepth } from './parse-prompt.js';
import { positionOf } from './position.js';
import { nameOf } from './prompt-ast.js';
import type { Block, Callable, Expression, Path, Program, Statement } from './prompt-ast.js';
import { PromptError } from './prompt-error.js';
import { PromptFieldSet, type PromptFields } from './prompt-fields.js';
import { promptLimits } from './prompt-limits.js';
import { enterBlock, findGuards, resolvePath, rootScope } from './static-scope.js';
import type { StaticScope } from './static-scope.js';

/**
 * Checks everything about a prompt that needs no values, and finds the fields it uses. With
 * `allowMissing` every field is optional.
 *
 * @throws PromptError `unknown_helper`, `helper_argument`, `unsupported_syntax`, `prompt_syntax`,
 * `prompt_too_large`, `jinja_syntax`, `unknown_variable`
 */
export function inspectPrompt(program: Program, allowMissing: boolean): PromptFields {
  const inspection = new Inspection(allowMissing);
  inspection.visitProgram(program, rootScope);
  return inspection.fields.list();
}

class Inspection {
  readonly fields = new PromptFieldSet();
  readonly #allowMissing: boolean;

  constructor(allowMissing: boolean) {
    this.#allowMissing = allowMissing;
  }

  visitProgram(program: Program | undefined, scope: StaticScope): void {
    for (const statement of program?.body ?? []) this.#visitStatement(statement, scope);
  }

  #visitStatement(statement: Statement, scope: StaticScope): void {
    switch (statement.type) {
      case 'CommentStatement':
        return;
      case 'ContentStatement': {
        const habit = findJinjaTag(statement.original, positionOf(statement));
        if (habit) throw habit;
        return;
      }
      case 'MustacheStatement':
        return this.#visitMustache(statement, scope);
      case 'BlockStatement':
        return this.#visitBlock(statement, scope);
      case 'PartialStatement':
      case 'PartialBlockStatement':
      case 'Decorator':
      case 'DecoratorBlock':
        throw new PromptError(
          'unsupported_syntax',
          'Partials and decorators ({{> …}}, {{#> …}}, {{* …}}) are not part of prompts. ' +
            'Write the text inline.',
          { at: positionOf(statement) },
        );
    }
  }

  #visitMustache(statement: Callable, scope: StaticScope): void {
    const isCall = statement.params.length > 0 || statement.hash !== undefined;
    if (isCall) this.#visitCall(statement, scope, this.#allowMissing);
    else this.#visitExpression(statement.path, scope, this.#allowMissing);
  }

  #visitBlock(block: Block, scope: StaticScope): void {
    const name = nameOf(block);
    const [subject] = block.params;
    checkBlock(block);
    if (subject === undefined) return;
    const isCondition = name === 'if' || name === 'unless';
    this.#visitExpression(subject, scope, isCondition || this.#allowMissing);

    const depth = scope.depth + 1;
    if (depth > promptLimits.depth) refuseDepth(positionOf(block));
    const present = isCondition ? findGuards(subject, scope) : scope.present;
    const inside = { ...scope, depth };
    const elseDepth = block.inverse?.chained ? scope.depth : depth;
    this.visitProgram(
      block.program,
      isCondition
        ? { ...inside, present: name === 'if' ? present : scope.present }
        : enterBlock(block, subject, inside),
    );
    this.visitProgram(block.inverse, {
      ...scope,
      depth: elseDepth,
      present: name === 'unless' ? present : scope.present,
    });
  }

  #visitCall(call: Callable, scope: StaticScope, mayMiss: boolean): void {
    const { name } = requireHelper(call);
    call.params.forEach((param, index) => {
      this.#visitExpression(param, scope, mayMiss || (name === 'default' && index === 0));
    });
  }

  #visitExpression(expression: Expression, scope: StaticScope, mayMiss: boolean): void {
    if (expression.type === 'PathExpression') this.#visitPath(expression, scope, mayMiss);
    if (expression.type === 'SubExpression') {
      const depth = scope.depth + 1;
      if (depth > promptLimits.depth) refuseDepth(positionOf(expression));
      this.#visitCall(expression, { ...scope, depth }, mayMiss);
    }
  }

  #visitPath(path: Path, scope: StaticScope, mayMiss: boolean): void {
    checkPath(path, scope);
    const resolved = resolvePath(path, scope);
    if (resolved !== undefined) this.fields.add(resolved, mayMiss, scope.present);
  }
}
