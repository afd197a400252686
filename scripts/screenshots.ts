// Pictures of the report of the example account for the README: light, dark, narrow, printed as the first page.
// usage: npm run screenshots   needs Debian's chromium, or another one named in CHROMIUM

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');

interface Picture {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly prepare: (page: Page) => Promise<void>;
}

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 400, height: 800 };
const AT_SECTION = (id: string) => `document.getElementById('${id}').scrollIntoView()`;

const PICTURES: readonly Picture[] = [
  { name: 'report-light', options: { viewport: WIDE, colorScheme: 'light' }, prepare: async () => undefined },
  {
    name: 'report-matrix-dark',
    options: { viewport: WIDE, colorScheme: 'dark' },
    prepare: (page) => page.evaluate(AT_SECTION('matrix')),
  },
  {
    name: 'report-cause',
    options: { viewport: WIDE, colorScheme: 'light' },
    prepare: async (page) => {
      await page.locator('article.cause h4 button').first().click();
      await page.evaluate(AT_SECTION('causes'));
    },
  },
  { name: 'report-narrow', options: { viewport: NARROW, colorScheme: 'light' }, prepare: (page) => page.evaluate(AT_SECTION('summary')) },
  {
    name: 'report-printed',
    // Paper has margins, which a window has not.
    options: { viewport: { width: 794, height: 1123 }, colorScheme: 'light', bypassCSP: true },
    prepare: async (page) => {
      await page.emulateMedia({ media: 'print' });
      await page.addStyleTag({ content: 'body { padding: 60px 53px }' });
    },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-'));
const file = join(folder, 'audit.html');
const ACME = ['--snapshot', 'examples/acme/snapshot.json', '--baseline', 'examples/acme/baseline', '--fail-on', 'never'];
execFileSync(process.execPath, ['dist/cli/ecr-drift.js', 'audit', ...ACME, '--format', 'html', '--output', file], {
  cwd: root,
  stdio: 'ignore',
});
await mkdir(images, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const { name, options, prepare } of PICTURES) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('main section');
  await prepare(page);
  await page.screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}
await browser.close();
rmSync(folder, { recursive: true });
