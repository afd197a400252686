// One plan of many changes: made and applied by the real Terraform, with the account before and what it did.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import { happened } from '../../proposal/support/foretold.ts';
import { collected } from './collected.ts';
import { workspace, writeConfiguration } from './terraform.ts';

type Files = Readonly<Record<string, string>>;

interface Change {
  readonly folder: string;
  readonly mirror: string;
  readonly url: string;
  readonly before: Files;
  readonly after: Files;
}

export interface Applied {
  readonly account: SnapshotFile;
  readonly plan: unknown;
  readonly did: ReturnType<typeof happened>;
  /** Where the configuration is that the plan was made of. */
  readonly sources: string;
}

/** Applies one configuration and then another; with UPDATE_PLANS=1 it is recorded in `records`, where it is read without Terraform. */
export async function applied({ folder, mirror, url, before, after }: Change, records: string): Promise<Applied> {
  const made = await workspace({ folder: join(folder, 'all'), mirror, url }, before);
  await made.run('apply', '-auto-approve', '-input=false', '-no-color');
  const account: SnapshotFile = await collected(url);
  writeConfiguration(made.folder, url, after);
  await made.run('init', '-input=false', '-no-color');
  await made.run('plan', '-out=plan.bin', '-input=false', '-no-color');
  const plan: unknown = JSON.parse(await made.run('show', '-json', 'plan.bin'));
  await made.run('apply', '-input=false', '-no-color', 'plan.bin');
  const done: SnapshotFile = await collected(url);
  if (process.env['UPDATE_PLANS'] === '1') record(records, { account, plan, after: done });
  const did = happened(account, done);
  return { account, plan, did, sources: made.folder };
}

function record(records: string, parts: Readonly<Record<string, unknown>>): void {
  mkdirSync(records, { recursive: true });
  for (const [name, value] of Object.entries(parts)) writeFileSync(join(records, `${name}.json`), `${JSON.stringify(value)}\n`);
}
