// What a check foretells with the sources of a plan, held against what is there once it is applied.
// UPDATE_PLANS=1 writes the plan, its account and what it did to test/proposal/terraform/source/plans.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readSources } from '../../lib/cli/input/terraform-source.ts';
import { type Emulator, startEmulator } from '../emulators/support/emulator.ts';
import { foretold, type happened, ofCase } from '../proposal/support/foretold.ts';
import { applied } from './support/applied.ts';
import { SOURCE_CASES, SOURCE_MODULES } from './support/source-cases.ts';
import { findTerraform } from './support/terraform.ts';

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
    const files = (state: 'before' | 'after') => ({ 'main.tf': SOURCE_CASES.map((each) => each[state]).join('\n'), ...SOURCE_MODULES });
    const change = { folder, mirror: terraform.mirror, url: moto.url, before: files('before'), after: files('after') };
    const { account, plan, did: done, sources } = await applied(change, PLANS);
    did = done;
    told = foretold(account, plan, await readSources(sources));
  });
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(SOURCE_CASES)('$id $name', ({ id, unresolved = [] }) => {
    const { unresolved: open, ...all } = ofCase(told, id);
    expect(open).toEqual(unresolved);
    if (unresolved.length === 0) expect({ ...all, unresolved: [] }).toEqual(ofCase({ ...did, unresolved: [] }, id, ['s18']));
  });

  test('nothing is assumed', () => {
    expect(told.assumed).toEqual([]);
  });
});
