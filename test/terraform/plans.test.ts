// What a check foretells of plans, held against what is there once they are applied: the real Terraform, the real provider, and moto.
// Starting the provider takes longest, so that many changes are one plan; each of them is about names of its own, and is compared by itself.
// UPDATE_PLANS=1 writes the plans, the account that they were made for, and what they did, to test/proposal/plans.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { type Emulator, startEmulator } from '../emulators/support/emulator.ts';
import { foretold, type happened } from '../proposal/support/foretold.ts';
import { expectForetold } from '../proposal/support/foretold-case.ts';
import { applied } from './support/applied.ts';
import { CASES, configurationOf, MODULES } from './support/cases.ts';
import { findTerraform } from './support/terraform.ts';

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
    const files = (state: 'before' | 'after') => ({ 'main.tf': configurationOf(state), ...MODULES });
    const change = { folder, mirror: terraform.mirror, url: moto.url, before: files('before'), after: files('after') };
    const { account, plan, did: done } = await applied(change, PLANS);
    did = done;
    told = foretold(account, plan);
  });
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(CASES)('$id $name', (each) => expectForetold(CASES, each, { told, did }));
});
