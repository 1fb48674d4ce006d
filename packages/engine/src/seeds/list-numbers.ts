/**
 * Names numbers: `2, 5–8, 11 and 4 more`. Three and more in a row are one range.
 * @param numbers ascending
 * @param count how many there are in all, those not known included
 */
export function listNumbers(numbers: readonly number[], count = numbers.length): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  const more = count > numbers.length ? ` and ${count - numbers.length} more` : '';
  return `${runs.map(nameRun).join(', ')}${more}`;
}

function nameRun([first, last]: [number, number]): string {
  if (last === first) return `${first}`;
  return last === first + 1 ? `${first}, ${last}` : `${first}–${last}`;
}
