// The example of docs/check.md: its snapshot and its plan are made of examples/terraform, and both are as they would be made today.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { startEmulator } from '../emulators/support/emulator.ts';
import { foretold } from '../proposal/support/foretold.ts';
import { collected } from './support/collected.ts';
import { findTerraform, workspace, writeConfiguration } from './support/terraform.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const python = inject('python');
const terraform = findTerraform();
const missing = [python, terraform].flatMap((each) => (each.kind === 'missing' ? [each.reason] : []));
const why = missing.length === 0 ? '' : ` (skipped: ${missing.join('; ')})`;

/** What is there before: the push of the release role is attached by somebody else. */
const BEFORE = `
resource "aws_ecr_repository" "payments" {
  name = "payments/api"
}
resource "aws_ecr_repository" "storefront" {
  name = "storefront/web"
}
resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "codebuild.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy_attachment" "push" {
  role       = aws_iam_role.release.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"
}
`;
const FORGOTTEN = '\nremoved {\n  from = aws_iam_role_policy_attachment.push\n  lifecycle {\n    destroy = false\n  }\n}\n';

describe.runIf(missing.length === 0)(`the example${why}`, () => {
  test('the plan beside the configuration is what Terraform makes of it', async () => {
    if (python.kind === 'missing' || terraform.kind === 'missing') return;
    const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-terraform-'));
    const moto = await startEmulator('moto', python.bin, { MOTO_ACCOUNT_ID: '111111111111' });
    try {
      const made = await workspace({ folder: join(folder, 'example'), mirror: terraform.mirror, url: moto.url }, { 'main.tf': BEFORE });
      await made.run('apply', '-auto-approve', '-input=false', '-no-color');
      const account = await collected(moto.url);
      writeConfiguration(made.folder, moto.url, { 'main.tf': `${readFileSync(join(EXAMPLE, 'main.tf'), 'utf8')}${FORGOTTEN}` });
      await made.run('plan', '-out=plan.bin', '-input=false', '-no-color');
      const plan: unknown = JSON.parse(await made.run('show', '-json', 'plan.bin'));
      if (process.env['UPDATE_PLANS'] === '1') {
        writeFileSync(join(EXAMPLE, 'snapshot.json'), `${JSON.stringify(account, null, 1)}\n`);
        writeFileSync(join(EXAMPLE, 'plan.json'), `${JSON.stringify(plan)}\n`);
      }
      const saved = foretold(
        JSON.parse(readFileSync(join(EXAMPLE, 'snapshot.json'), 'utf8')),
        JSON.parse(readFileSync(join(EXAMPLE, 'plan.json'), 'utf8')),
      );
      expect(foretold(account, plan).access).toEqual(saved.access);
    } finally {
      await moto.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
