import type { JsonObject } from '@datagenflow/contracts';
import { dump } from 'js-yaml';

/** Plain JSON as YAML that {@link readYaml} reads back as it was; texts of many lines as blocks. */
export function writeYaml(value: JsonObject): string {
  return dump(value, { noRefs: true, lineWidth: 100 });
}
