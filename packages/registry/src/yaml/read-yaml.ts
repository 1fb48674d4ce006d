import { findNonJson } from '@datagenflow/block-sdk/host';
import type { Json } from '@datagenflow/contracts';
import { constructFromEvents, CORE_SCHEMA, parseEvents, YAMLException } from 'js-yaml';
import type { FileProblem } from './file-problem.js';
import { mapYaml, type YamlNode } from './map-yaml.js';
import { YamlError } from './yaml-error.js';

/** A YAML document as plain JSON, and where its values stand. */
export interface YamlDocument {
  value: Json;
  /** Place of the value at a JSON pointer, or of the nearest one around it. Counted from 1. */
  locate: (path: string) => { line: number; column: number };
}

/** Either the document or what keeps it from being read. */
export type ReadYaml = { document: YamlDocument } | { document: undefined; problem: FileProblem };

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 100;

/**
 * Reads one YAML document (core schema, no merge keys, no custom tags) of at most 1 MB and 100,000
 * values with aliases followed. Throws nothing.
 */
export function readYaml(text: string): ReadYaml {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_BYTES) {
    const message = `The file has ${bytes} bytes; 1 MB is the limit. Split it.`;
    return {
      document: undefined,
      problem: { code: 'file_too_large', message, path: '', line: null, column: null },
    };
  }
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return { document: build(source) };
  } catch (error) {
    return { document: undefined, problem: toProblem(error, source) };
  }
}

function build(source: string): YamlDocument {
  const events = parseEvents(source, { maxDepth: MAX_DEPTH });
  const root = mapYaml(source, events);
  const [value] = constructFromEvents(events, { source, schema: CORE_SCHEMA });
  if (value === undefined) throw new YamlError('yaml_syntax', 'is empty', 0);
  const locate = (path: string) => placeOf(source, findNode(root, path).offset);
  const found = findNonJson(value);
  if (found !== undefined) {
    const { offset } = findNode(root, found.path);
    throw new YamlError('not_json', `${found.path || 'value'} ${found.message}; quote it`, offset);
  }
  return { value: value as Json, locate };
}

function findNode(root: YamlNode, path: string): YamlNode {
  let node = root;
  for (const part of path.split('/').slice(1)) {
    const child = node.children.get(part.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (child === undefined) return node;
    node = child;
  }
  return node;
}

function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, Math.max(0, offset)).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function toProblem(error: unknown, source: string): FileProblem {
  if (error instanceof YamlError) {
    const message = `The file ${error.message}.`;
    return { code: error.code, message, path: '', ...placeOf(source, error.offset) };
  }
  const isYaml = error instanceof YAMLException;
  const reason = isYaml ? error.reason : error instanceof Error ? error.message : String(error);
  const mark = isYaml ? error.mark : undefined;
  return {
    code: 'yaml_syntax',
    message: `The file is not valid YAML: ${reason}.`,
    path: '',
    line: mark === undefined ? null : mark.line + 1,
    column: mark === undefined ? null : mark.column + 1,
  };
}
