// A resource that a pattern matches: what somebody may name as they like exists as soon as they want it to.
import type { Account } from '../../access/account/account.ts';
import type { CompiledStatement } from '../../policy/compile.ts';

/** One resource for each way in which Allow statements speak of some, and `usual`, which is any at all. */
export function sampleResources({ ground }: Account, statements: readonly CompiledStatement[], usual: string): readonly string[] {
  const written = statements.flatMap(({ source: { resource } }) => (resource.kind === 'only' ? resource.of : ['*']));
  return [...new Set([usual, ...written.map((raw) => sampleOf(raw, usual, ground.account))])];
}

function sampleOf(raw: string, usual: string, account: string): string {
  const [scheme = '', partition = '', service = '', region = '', owner = '', ...resource] = raw.split(':');
  if (scheme !== 'arn' || resource.length === 0) return usual;
  const filled = (field: string, by: string): string => (isOpen(field) ? by : field);
  const [, usualPartition = '', usualService = '', usualRegion = ''] = usual.split(':');
  return [
    scheme,
    filled(partition, usualPartition),
    filled(service, usualService),
    filled(region, usualRegion),
    filled(owner, account),
    resource.join(':').replaceAll('*', 'x').replaceAll('?', 'x'),
  ].join(':');
}

function isOpen(field: string): boolean {
  return field.includes('*') || field.includes('?');
}
