/** What a field of a form holds. */
export type FormValue = Blob | string | number | undefined;

/** The fields of a form, in their order. What is undefined is left out. */
export function toForm(fields: Readonly<Record<string, FormValue>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, value instanceof Blob ? value : String(value));
  }
  return form;
}
