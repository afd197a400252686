// A fresh emulator with the framework in front of it, and another one where it hangs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startEmulator } from '../../emulators/support/emulator.ts';
import { REGION } from './account.ts';
import { type Framework, framework } from './framework.ts';
import { type Front, openFront } from './front.ts';
import { Hang } from './patience.ts';

/** The emulator takes twelve digits for the account; the example events are about this one. */
export const OWN = { accessKeyId: '111111111111', secretAccessKey: 'test' };

export interface Stage {
  readonly url: string;
  readonly serverless: Framework;
  readonly front: Front;
}

const ATTEMPTS = 3;

/** Plays the story to its end; undefined, or why not where the emulator hung each time. A wrong result is a failure. */
export async function onFreshEmulator(bin: string, play: (stage: Stage) => Promise<void>): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await once(bin, play);
      return undefined;
    } catch (error) {
      if (!(error instanceof Hang)) throw error;
      console.warn(`attempt ${attempt} of ${ATTEMPTS}: ${error.message}`);
      if (attempt === ATTEMPTS) return `the emulator hung ${ATTEMPTS} times: ${error.message}`;
    }
  }
}

async function once(bin: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-e2e-'));
  // Its workers are CommonJS, whatever a package.json further up says.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const front = await openFront();
  onTestFinished(front.close);
  const emulator = await startEmulator('ministack', bin, {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    TMPDIR: folder,
    MINISTACK_HOST: '127.0.0.1',
    // What is tried again is tried again at once.
    SFN_WAIT_SCALE: '0.01',
    // Functions have the environment of the emulator.
    AWS_ENDPOINT_URL_ECR: front.url,
    AWS_ENDPOINT_URL_STS: front.url,
  });
  front.passTo(emulator.url);
  try {
    const serverless = framework({
      HOME: folder,
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: OWN.accessKeyId,
      AWS_SECRET_ACCESS_KEY: OWN.secretAccessKey,
      AWS_REGION: REGION,
      SLS_TELEMETRY_DISABLED: '1',
    });
    await play({ url: emulator.url, serverless, front });
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
