// What a check foretells of changes as modules and teams make them, by the plan alone and with its sources, held against what is there once they are applied.
// UPDATE_PLANS=1 writes the plan and the account before and after it to test/proposal/terraform/plans.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { readSources } from '../../lib/cli/input/terraform-source.ts';
import { type Emulator, startEmulator } from '../emulators/support/emulator.ts';
import { foretold, type happened } from '../proposal/support/foretold.ts';
import { expectForetold } from '../proposal/support/foretold-case.ts';
import { applied } from './support/applied.ts';
import { MODULE_CASES, MODULE_FILES } from './support/module-cases.ts';
import { findTerraform } from './support/terraform.ts';

const PLANS = fileURLToPath(new URL('../proposal/terraform/plans', import.meta.url));
const python = inject('python');
const terraform = findTerraform();
const missing = [python, terraform].flatMap((each) => (each.kind === 'missing' ? [each.reason] : []));
const why = missing.length === 0 ? '' : ` (skipped: ${missing.join('; ')})`;

describe.runIf(missing.length === 0)(`plans of ${MODULE_CASES.length} changes of modules${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-terraform-'));
  let moto: Emulator | undefined;
  let told: Readonly<Record<'alone' | 'sourced', ReturnType<typeof foretold>>>;
  let did: ReturnType<typeof happened>;

  beforeAll(async () => {
    if (python.kind === 'missing' || terraform.kind === 'missing') return;
    moto = await startEmulator('moto', python.bin);
    const { url } = moto;
    const main = (state: 'before' | 'after') => MODULE_CASES.map((each) => each[state].replaceAll('@URL@', url)).join('\n');
    const files = (state: 'before' | 'after') => ({ 'main.tf': main(state), ...MODULE_FILES });
    const change = { folder, mirror: terraform.mirror, url, before: files('before'), after: files('after') };
    const { account, plan, did: done, sources } = await applied(change, PLANS);
    did = done;
    told = { alone: foretold(account, plan), sourced: foretold(account, plan, await readSources(sources)) };
  });
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(MODULE_CASES)('$id $name', (each) => expectForetold(MODULE_CASES, each, { told: told.alone, did }));
  test.each(MODULE_CASES)('$id $name, with the sources', ({ dark = [], ...each }) =>
    expectForetold(MODULE_CASES, { ...each, unresolved: dark }, { told: told.sourced, did }),
  );
});
