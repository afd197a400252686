// The example events: each is used by a test and by `serverless invoke local`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function readEvent(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../../events/${name}.json`, import.meta.url)), 'utf8'));
}
