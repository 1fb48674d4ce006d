import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './planted-workspace.js';

const pages = globSync(
  ['*.md', 'docs/*.md', '{packages,apps,examples,tests}/*/README.md', 'user_*/README.md'],
  { cwd: root },
).sort();

describe('the documents', () => {
  test('README.md leads to every page of docs/', () => {
    const linked = listLinks('README.md').map(({ file }) => file);
    const missing = pages.filter((page) => page.startsWith('docs/') && !linked.includes(page));
    expect(missing).toEqual([]);
  });

  test.each(pages)('%s links to what is there', (page) => {
    const broken = listLinks(page).filter(({ file, anchor }) => !leadsTo(file, anchor));
    expect(broken).toEqual([]);
  });
});

interface Link {
  /** From the root of the repository. */
  file: string;
  anchor: string;
}

/** Links of a page to files of this repository. */
function listLinks(page: string): Link[] {
  const prose = read(page).replace(/^```[^]*?^```/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#');
      return { file: file === '' ? page : path.join(path.dirname(page), file), anchor };
    });
}

function leadsTo(file: string, anchor: string): boolean {
  if (!existsSync(path.join(root, file))) return false;
  return anchor === '' || listAnchors(file).includes(anchor);
}

/** Headings as GitHub names them in addresses. */
function listAnchors(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
