// What a check foretells of plans, held against what is there once they are applied: the real Terraform, the real provider, and moto.
// Starting the provider takes longest, so that many changes are one plan; each of them is about names of its own, and is compared by itself.
// UPDATE_PLANS=1 writes the plans, the account that they were made for, and what they did, to test/proposal/plans.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { type Emulator, startEmulator } from '../emulators/support/emulator.ts';
import { foretold, happened, ofCase } from '../proposal/support/foretold.ts';
import { CASES, configurationOf, MODULES } from './support/cases.ts';
import { collected } from './support/collected.ts';
import { findTerraform, workspace, writeConfiguration } from './support/terraform.ts';

/** Cases of which a plan alone does not say everything. */
const OPEN = CASES.filter(({ unresolved = [] }) => unresolved.length > 0).map(({ id }) => id);
const PLANS = fileURLToPath(new URL('../proposal/plans', import.meta.url));
const python = inject('python');
const terraform = findTerraform();
const missing = [python, terraform].flatMap((each) => (each.kind === 'missing' ? [each.reason] : []));
const why = missing.length === 0 ? '' : ` (skipped: ${missing.join('; ')})`;

describe.runIf(missing.length === 0)(`plans of ${CASES.length} changes${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-terraform-'));
  let moto: Emulator | undefined;
  let told: ReturnType<typeof foretold>;
  let did: ReturnType<typeof happened>;

  beforeAll(async () => {
    if (python.kind === 'missing' || terraform.kind === 'missing') return;
    moto = await startEmulator('moto', python.bin);
    const { url } = moto;
    const made = await workspace(
      { folder: join(folder, 'all'), mirror: terraform.mirror, url },
      { 'main.tf': configurationOf('before'), ...MODULES },
    );
    await made.run('apply', '-auto-approve', '-input=false', '-no-color');
    const before: SnapshotFile = await collected(url);
    writeConfiguration(made.folder, url, { 'main.tf': configurationOf('after'), ...MODULES });
    await made.run('init', '-input=false', '-no-color');
    await made.run('plan', '-out=plan.bin', '-input=false', '-no-color');
    const plan: unknown = JSON.parse(await made.run('show', '-json', 'plan.bin'));
    await made.run('apply', '-input=false', '-no-color', 'plan.bin');
    const after = await collected(url);
    told = foretold(before, plan);
    did = happened(before, after);
    if (process.env['UPDATE_PLANS'] !== '1') return;
    mkdirSync(PLANS, { recursive: true });
    for (const [name, value] of Object.entries({ account: before, plan, did }))
      writeFileSync(join(PLANS, `${name}.json`), `${JSON.stringify(value)}\n`);
  });
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(CASES)('$id $name', ({ id, unresolved = [] }) => {
    const { access, unresolved: open } = ofCase(
      told,
      id,
      OPEN.filter((other) => other !== id),
    );
    expect(open).toEqual(unresolved);
    const real = ofCase(
      { ...did, unresolved: [] },
      id,
      OPEN.filter((other) => other !== id),
    ).access;
    // Of what cannot be read nothing is told, and nothing that is told does not come.
    if (unresolved.length === 0) expect(access).toEqual(real);
    else expect([...access.gained, ...access.lost].filter((line) => ![...real.gained, ...real.lost].includes(line))).toEqual([]);
  });
});
