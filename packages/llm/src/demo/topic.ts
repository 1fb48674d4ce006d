import type { ChatMessage } from '@datagenflow/contracts';
import { contentWords, isStopWord, stem } from './words.js';

/** What a conversation is about, as far as its words tell. */
export interface Topic {
  /** Runs of one to three content words, the most telling first; never empty. */
  phrases: string[];
  /** Stems of the content and how often they occur. */
  stems: Map<string, number>;
  /** Stems of everything said, instructions included. */
  everything: Map<string, number>;
}

/**
 * Reads the last user message. Its longest paragraph is taken for the content, the rest for
 * instructions.
 */
export function readTopic(messages: readonly ChatMessage[]): Topic {
  const prompt = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const content = longest(paragraphsOf(prompt)) ?? prompt;
  const phrases = phrasesOf(content);
  const others = phrasesOf(prompt).filter((phrase) => !phrases.includes(phrase));
  return {
    phrases: [...phrases, ...others, 'the subject'].slice(0, 24),
    stems: countStems(content),
    everything: countStems(messages.map((message) => message.content).join('\n')),
  };
}

/** A label before a colon (`Text: …`) belongs to the instructions. */
function paragraphsOf(prompt: string): string[] {
  return prompt
    .split(/\n\s*\n|\n(?=#)|:\s*\n/)
    .flatMap((part) => part.split(/(?<=^|\n)[A-Z][\w ]{1,30}:\s+/))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The longest part; the last one counts half as much again, content tends to stand there. */
function longest(parts: readonly string[]): string | undefined {
  const last = parts.at(-1);
  const lengthOf = (part: string): number => part.length * (part === last ? 1.5 : 1);
  return parts.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}

function phrasesOf(text: string): string[] {
  const counts = new Map<string, number>();
  const sentences = text.replace(/(?<=^|[.!?]\s+|\n\s*)\p{Lu}(?=\p{Ll})/gu, lower);
  for (const clause of sentences.split(/[^\p{L}\p{N}'’ -]+/u)) {
    for (const phrase of runsOf(clause)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] * weight(b[0]) - a[1] * weight(a[0])).map(([key]) => key);
}

function runsOf(clause: string): string[] {
  const runs: string[] = [];
  let run: string[] = [];
  for (const word of [...clause.split(/\s+/), '']) {
    if (word !== '' && !isStopWord(word) && run.length < 3) run.push(word);
    else {
      if (run.length > 0) runs.push(run.join(' '));
      run = word === '' || isStopWord(word) ? [] : [word];
    }
  }
  return runs.filter((phrase) => /\p{L}{3}/u.test(phrase));
}

function lower(letter: string): string {
  return letter.toLowerCase();
}

/** Phrases of two words read best. */
function weight(phrase: string): number {
  return [1, 1.6, 1.3][phrase.split(' ').length - 1] ?? 1;
}

function countStems(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of contentWords(text)) {
    const key = stem(word);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
