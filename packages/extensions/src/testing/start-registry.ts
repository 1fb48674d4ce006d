import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A package that a test publishes. */
export interface PublishedPackage {
  name: string;
  version: string;
  /** Files by path, beside `package.json`. */
  files: Record<string, string>;
  /** Further fields of its `package.json`. */
  manifest?: Record<string, unknown>;
}

/** A registry of a few packages, as npm asks it. */
export interface TestRegistry extends AsyncDisposable {
  url: string;
  /** Paths that were asked for. */
  requests: string[];
}

/** Starts one on a port of this machine. */
export async function startRegistry(packages: readonly PublishedPackage[]): Promise<TestRegistry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    requests.push(path);
    const tarball = packages.find((each) => path === tarballPath(each));
    const versions = packages.filter(({ name }) => name === path);
    if (tarball !== undefined) return void response.end(pack(tarball));
    if (versions.length === 0) return void response.writeHead(404).end('{}');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(describe(versions, url)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function describe(versions: readonly PublishedPackage[], url: string): object {
  const entries = versions.map((each) => [each.version, versionOf(each, url)] as const);
  return {
    name: versions[0]?.name,
    'dist-tags': { latest: versions.at(-1)?.version },
    versions: Object.fromEntries(entries),
  };
}

function versionOf(each: PublishedPackage, url: string): object {
  const digest = createHash('sha512').update(pack(each)).digest('base64');
  const scripts = each.manifest?.['scripts'] as Record<string, string> | undefined;
  return {
    ...manifestOf(each),
    ...(scripts?.['postinstall'] !== undefined && { hasInstallScript: true }),
    dist: { tarball: `${url}/${tarballPath(each)}`, integrity: `sha512-${digest}` },
  };
}

function tarballPath({ name, version }: PublishedPackage): string {
  return `${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
}

function manifestOf({ name, version, manifest }: PublishedPackage): object {
  return { name, version, type: 'module', exports: './index.js', ...manifest };
}

function pack(each: PublishedPackage): Buffer {
  const files = { 'package.json': JSON.stringify(manifestOf(each)), ...each.files };
  const entries = Object.entries(files).map(([path, text]) => tarEntry(`package/${path}`, text));
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1_024)]));
}

/** One file in the ustar format of POSIX.1-1988. */
function tarEntry(path: string, text: string): Buffer {
  const contents = Buffer.from(text);
  const header = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number) =>
    header.write(value.toString(8).padStart(length - 1, '0'), at);
  header.write(path, 0);
  octal(0o644, 100, 8);
  octal(contents.length, 124, 12);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return Buffer.concat([header, contents, Buffer.alloc((512 - (contents.length % 512)) % 512)]);
}
