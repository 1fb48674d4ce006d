import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The range of SDK versions that blocks of this program are written for. */
export function sdkRange(): string {
  const manifest = findPackageJSON('@datagenflow/block-sdk', import.meta.url);
  if (manifest === undefined) throw new Error('The SDK is not installed beside this program');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return `^${version}`;
}
