// Pages in a browser, with whatever they complain about.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import type { AuditView } from '../../../lib/report/schema.ts';
import { buildPage } from '../../../scripts/page.ts';
import { acmeBaseline, acmeFile, snapshotFrom } from '../../support/audited.ts';
import { pageOf } from '../../support/page.ts';

const browser = inject('browser');
/** The titles of skipped tests say why. */
export const NAME = browser.kind === 'found' ? 'the page in Chromium' : `the page in Chromium (skipped: ${browser.reason})`;
export const isMissing = browser.kind === 'missing';

export interface OpenedPage {
  readonly page: Page;
  /** Violations of the policy, errors of the script, and whatever the console was told. */
  readonly complaints: () => Promise<readonly string[]>;
}

export interface Opening extends BrowserContextOptions {
  /** With its `#`. */
  readonly at?: string;
}

/** A browser for the tests of a file: opens files of HTML. */
export function browsing(): (file: string, opening?: Opening) => Promise<OpenedPage> {
  let running: Awaited<ReturnType<typeof chromium.launch>> | undefined;
  beforeAll(async () => {
    if (browser.kind === 'found') running = await chromium.launch({ executablePath: browser.path, args: ['--no-sandbox'] });
  });
  afterAll(async () => running?.close());
  return async (file, { at = '', ...options } = {}) => {
    if (!running) throw new Error('no browser runs');
    const page = await (await running.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();
    const heard: string[] = [];
    page.on('console', (message) => heard.push(`${message.type()} ${message.text()}`));
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('dialog', (dialog) => {
      heard.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) heard.push(`request ${request.url()}`);
    });
    await page.addInitScript(
      "window.violations = []; addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));",
    );
    await page.goto(`${pathToFileURL(file).href}${at}`);
    await page.waitForSelector('main');
    const complaints = async () => [...heard, ...(await page.evaluate<string[]>('window.violations'))];
    return { page, complaints };
  };
}

const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-pages-'));

/** The page of the example account in a file, `changed` or as it is. */
export async function acmePage(
  name: string,
  changed?: (view: AuditView) => AuditView,
): Promise<{ readonly file: string; readonly view: AuditView }> {
  const { assets } = await buildPage();
  const { html, view } = pageOf(snapshotFrom(acmeFile()), acmeBaseline(), assets, changed);
  return { file: saved(name, html), view };
}

/** A page in a file. */
export function saved(name: string, html: string): string {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html);
  return file;
}
