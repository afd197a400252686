// Runs once before the suite of the browser: tells every test file whether there is a Chromium, and where.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

/** A browser that starts, or why there is none. */
export type Browser = { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly reason: string };

declare module 'vitest' {
  export interface ProvidedContext {
    readonly browser: Browser;
  }
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox'];

export async function setup(project: TestProject): Promise<void> {
  const browser = await findBrowser(process.env['CHROMIUM']);
  if (browser.kind === 'missing') console.warn(`the browser tests are skipped: ${browser.reason}`);
  project.provide('browser', browser);
}

async function findBrowser(named: string | undefined): Promise<Browser> {
  const path = named ?? PLACES.find((place) => existsSync(place));
  if (path === undefined)
    return { kind: 'missing', reason: `no Chromium at ${PLACES.join(', ')}: install Debian's chromium, or say where it is in CHROMIUM` };
  try {
    await (await chromium.launch({ executablePath: path, args: FLAGS })).close();
    return { kind: 'found', path };
  } catch (error) {
    return { kind: 'missing', reason: `${path} does not start: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}
