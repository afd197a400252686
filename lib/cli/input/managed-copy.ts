// AWS's managed policies as they were on a day: the copy in the package, for documents that a snapshot lacks (scripts/managed-policies.ts makes it).
import { brotliDecompressSync } from 'node:zlib';
import * as z from 'zod';
import type { ManagedCopy } from '../../proposal/managed-copy.ts';

/** By path and name. */
const packed = z.record(z.string(), z.object({ version: z.string(), document: z.string() }));

/** Of the other partitions nobody has copied the policies. */
const PREFIX = 'arn:aws:iam::aws:policy';

/** Unpacks the copy, which few checks need. */
export async function loadManagedCopy(): Promise<ManagedCopy> {
  const { default: copy } = await import('./aws-managed-policies.json', { with: { type: 'json' } });
  const policies = new Map(Object.entries(packed.parse(JSON.parse(brotliDecompressSync(Buffer.from(copy.policies, 'base64')).toString()))));
  return { asOf: copy.asOf, policy: (arn) => (arn.startsWith(`${PREFIX}/`) ? policies.get(arn.slice(PREFIX.length)) : undefined) };
}
