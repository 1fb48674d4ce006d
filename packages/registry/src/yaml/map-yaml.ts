import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from 'js-yaml';
import { YamlError } from './yaml-error.js';

/** Where a node of a YAML text stands, and what is in it. */
export interface YamlNode {
  /** Offset of the value, or of its key within a mapping. */
  offset: number;
  /** Nodes in it, aliases followed. */
  size: number;
  children: Map<string, YamlNode>;
}

interface Frame {
  node: YamlNode;
  isMapping: boolean;
  anchor: string | undefined;
  /** Key that waits for its value, and where it stands. */
  key: { name: string; offset: number } | undefined;
}

const MAX_ALIASES = 50;
const MAX_NODES = 100_000;

/**
 * Maps the places of a document’s nodes before anything is built from it.
 * @throws YamlError on more than one document, 50 aliases or 100,000 nodes with aliases followed,
 * an alias within its own anchor, a merge key, and a key `__proto__`.
 */
export function mapYaml(source: string, events: readonly Event[]): YamlNode {
  const anchors = new Map<string, YamlNode>();
  const root: YamlNode = { offset: 0, size: 0, children: new Map() };
  const stack: Frame[] = [];
  let documents = 0;
  let aliases = 0;

  const add = (node: YamlNode): void => {
    const frame = stack.at(-1);
    if (frame !== undefined) addChild(frame, node);
  };

  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT: {
        documents += 1;
        if (documents > 1) throw new YamlError('yaml_syntax', 'must hold one document only', 0);
        stack.push({ node: root, isMapping: false, anchor: undefined, key: undefined });
        break;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const node = { offset: event.start, size: 1, children: new Map<string, YamlNode>() };
        const isMapping = event.type === EVENT_ID.MAPPING;
        stack.push({ node, isMapping, anchor: readAnchor(source, event), key: undefined });
        break;
      }
      case EVENT_ID.SCALAR: {
        const frame = stack.at(-1);
        if (frame?.isMapping === true && frame.key === undefined) {
          frame.key = readKey(source, event);
          break;
        }
        const node = { offset: event.valueStart, size: 1, children: new Map<string, YamlNode>() };
        keepAnchor(anchors, readAnchor(source, event), node);
        add(node);
        break;
      }
      case EVENT_ID.ALIAS: {
        aliases += 1;
        if (aliases > MAX_ALIASES) {
          throw new YamlError(
            'yaml_limit',
            `has more than ${MAX_ALIASES} aliases (*name); write the values out`,
            event.anchorStart,
          );
        }
        add(followAlias(anchors, source, event));
        break;
      }
      case EVENT_ID.POP: {
        const frame = stack.pop();
        if (frame === undefined || frame.node === root) break;
        keepAnchor(anchors, frame.anchor, frame.node);
        add(frame.node);
        break;
      }
    }
  }
  return root.children.get('0') ?? root;
}

function addChild(frame: Frame, child: YamlNode): void {
  frame.node.size += child.size;
  if (frame.node.size > MAX_NODES) {
    throw new YamlError(
      'yaml_limit',
      `expands to more than ${MAX_NODES} values; make it smaller or use fewer aliases`,
      child.offset,
    );
  }
  if (!frame.isMapping) {
    frame.node.children.set(String(frame.node.children.size), child);
    return;
  }
  if (frame.key === undefined) {
    throw new YamlError('yaml_key', 'has a key that is no text; quote it', child.offset);
  }
  frame.node.children.set(frame.key.name, { ...child, offset: frame.key.offset });
  frame.key = undefined;
}

function readKey(source: string, event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>) {
  const name = getScalarValue(source, event);
  const offset = event.valueStart;
  if (name === '__proto__')
    throw new YamlError('yaml_key', `has a key '__proto__'; rename it`, offset);
  if (name === '<<' && event.style === SCALAR_STYLE.PLAIN) {
    throw new YamlError(
      'yaml_key',
      'has a merge key (<<), which is not supported; write the keys out',
      offset,
    );
  }
  return { name, offset };
}

type Anchored = Extract<Event, { anchorStart: number }>;

function readAnchor(source: string, event: Anchored): string | undefined {
  return event.anchorStart < 0 ? undefined : source.slice(event.anchorStart, event.anchorEnd);
}

function keepAnchor(
  anchors: Map<string, YamlNode>,
  anchor: string | undefined,
  node: YamlNode,
): void {
  if (anchor !== undefined) anchors.set(anchor, node);
}

function followAlias(anchors: Map<string, YamlNode>, source: string, event: Anchored): YamlNode {
  const name = readAnchor(source, event) ?? '';
  const target = anchors.get(name);
  if (target !== undefined) return target;
  throw new YamlError(
    'yaml_syntax',
    `has an alias *${name} to nothing before it, or to itself`,
    event.anchorStart,
  );
}
