/** The part of Handlebars' syntax tree that this package reads. */
export interface Located {
  /** Lines count from 1, columns from 0. */
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
}

export interface Program {
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
  /** It is the `if …` of an `{{else if …}}`. */
  readonly chained?: boolean;
}

export type Statement = Content | Comment | Mustache | Block | Unsupported;

export interface Content extends Located {
  readonly type: 'ContentStatement';
  /** As written. */
  readonly original: string;
  /** After whitespace control. */
  readonly value: string;
}

export interface Comment extends Located {
  readonly type: 'CommentStatement';
}

/** What mustaches, blocks and sub-expressions have in common. */
export interface Callable extends Located {
  readonly path: Path | Literal;
  readonly params: readonly Expression[];
  readonly hash?: unknown;
}

export interface Mustache extends Callable {
  readonly type: 'MustacheStatement';
}

export interface Block extends Callable {
  readonly type: 'BlockStatement';
  readonly program?: Program;
  readonly inverse?: Program;
}

export interface Unsupported extends Located {
  readonly type: 'PartialStatement' | 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock';
}

export type Expression = Path | Literal | Call;

export interface Call extends Callable {
  readonly type: 'SubExpression';
}

export interface Path extends Located {
  readonly type: 'PathExpression';
  /** Starts with `@`. */
  readonly data: boolean;
  /** How many `../` it starts with. */
  readonly depth: number;
  readonly parts: readonly string[];
  readonly original: string;
}

export type Literal = Located &
  (
    | {
        readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral';
        readonly value: string | number | boolean;
      }
    | { readonly type: 'NullLiteral' | 'UndefinedLiteral' }
  );

/** The name of the helper or block that is called. Empty when a literal stands in its place. */
export function nameOf({ path }: Callable): string {
  return path.type === 'PathExpression' ? path.original : '';
}
