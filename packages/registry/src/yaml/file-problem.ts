/** Something wrong in a file that a user wrote. */
export interface FileProblem {
  /** Stable, snake_case. */
  code: 'file_too_large' | 'yaml_syntax' | 'yaml_limit' | 'yaml_key' | 'not_json' | 'schema';
  message: string;
  /** Place in the document, as a JSON pointer; "" is the whole. */
  path: string;
  /** From 1; null when no place is known. */
  line: number | null;
  /** From 1; null when no place is known. */
  column: number | null;
}
