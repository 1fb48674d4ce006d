declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  /** Parses and applies whitespace control. Throws an `Error` on a syntax error. */
  export function parse(source: string): import('./prompt-ast.js').Program;
}
