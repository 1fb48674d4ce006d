/** Commands that hints name. */
const HINT = /(?<![\w./@-])dgf (?=(?:[a-z]+ ?)+)/g;

/**
 * Makes a function that writes the hints of a message, such as `dgf run --resume 3`, as they are to
 * be typed here: in a clone, what starts this program is `npm run dgf --`.
 */
export function hintsFor(command: string | undefined): (text: string) => string {
  return command === undefined ? (text) => text : (text) => text.replaceAll(HINT, `${command} `);
}
