/** The words of a name, however it is written: `JSONReader2` has `json` and `reader2`. */
function wordsOf(name: string): string[] {
  const spaced = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  return spaced.split(/[^A-Za-z\d]+/).filter((word) => word !== '');
}

/** `SentimentAnalyzer` and `My Flow` as file names: `sentiment_analyzer`, `my_flow`. */
export function snakeCase(name: string): string {
  return wordsOf(name).join('_').toLowerCase();
}

/** `my block` as the name of a class: `MyBlock`. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** `SentimentAnalyzer` for people: `Sentiment Analyzer`. */
export function titleOf(name: string): string {
  return wordsOf(name).join(' ');
}
