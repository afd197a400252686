// What a check foretells with the sources of a plan, held against what is there once it is applied.
// UPDATE_PLANS=1 writes the plan, its account and what it did to test/proposal/terraform/source/plans.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readSources } from '../../lib/cli/input/terraform-source.ts';
import { type Emulator, startEmulator } from '../emulators/support/emulator.ts';
import { foretold, happened, ofCase } from '../proposal/support/foretold.ts';
import { collected } from './support/collected.ts';
import { SOURCE_CASES, SOURCE_MODULES } from './support/source-cases.ts';
import { findTerraform, workspace, writeConfiguration } from './support/terraform.ts';

const PLANS = fileURLToPath(new URL('../proposal/terraform/source/plans', import.meta.url));
const python = inject('python');
const terraform = findTerraform();
const missing = [python, terraform].flatMap((each) => (each.kind === 'missing' ? [each.reason] : []));
const why = missing.length === 0 ? '' : ` (skipped: ${missing.join('; ')})`;

describe.runIf(missing.length === 0)(`plans of ${SOURCE_CASES.length} changes with their sources${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-terraform-'));
  let moto: Emulator | undefined;
  let told: ReturnType<typeof foretold>;
  let did: ReturnType<typeof happened>;

  beforeAll(async () => {
    if (python.kind === 'missing' || terraform.kind === 'missing') return;
    moto = await startEmulator('moto', python.bin);
    const { url } = moto;
    const files = (state: 'before' | 'after') => ({ 'main.tf': SOURCE_CASES.map((each) => each[state]).join('\n'), ...SOURCE_MODULES });
    const made = await workspace({ folder: join(folder, 'all'), mirror: terraform.mirror, url }, files('before'));
    await made.run('apply', '-auto-approve', '-input=false', '-no-color');
    const before = await collected(url);
    writeConfiguration(made.folder, url, files('after'));
    await made.run('init', '-input=false', '-no-color');
    await made.run('plan', '-out=plan.bin', '-input=false', '-no-color');
    const plan: unknown = JSON.parse(await made.run('show', '-json', 'plan.bin'));
    await made.run('apply', '-input=false', '-no-color', 'plan.bin');
    const after = await collected(url);
    did = happened(before, after);
    told = foretold(before, plan, await readSources(made.folder));
    if (process.env['UPDATE_PLANS'] !== '1') return;
    mkdirSync(PLANS, { recursive: true });
    for (const [name, value] of Object.entries({ account: before, plan, did }))
      writeFileSync(join(PLANS, `${name}.json`), `${JSON.stringify(value)}\n`);
  });
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(SOURCE_CASES)('$id $name', ({ id, unresolved = [] }) => {
    const { access, unresolved: open } = ofCase(told, id);
    expect(open).toEqual(unresolved);
    if (unresolved.length === 0) expect(access).toEqual(ofCase({ ...did, unresolved: [] }, id, ['s18']).access);
  });

  test('nothing is assumed', () => {
    expect(told.assumed).toEqual([]);
  });
});
