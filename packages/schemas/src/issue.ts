/** One way in which a value breaks its schema. */
export interface Issue {
  /** Place in the value, as a JSON pointer; "" is the value itself. */
  path: string;
  /** Reads after the path: "must be number". */
  message: string;
}
