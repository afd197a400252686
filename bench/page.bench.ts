// The page of a large account in a browser: its size, how long it takes to open, and what a step of scrolling in its matrix takes.
// Fails above 5 MB or 2 s.
// usage: page.bench.ts [FILE.html]   without a file that of a generated account of 10,000 repositories and 5,000 principals
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { buildPage } from '../scripts/page.ts';
import { snapshotFrom } from '../test/support/audited.ts';
import { baselineOf } from '../test/support/baseline.ts';
import { generateAccount, generateBaseline } from '../test/support/generate-account.ts';
import { pageOf } from '../test/support/page.ts';

const MOST_BYTES = 5_000_000;
const MOST_MILLISECONDS = 2_000;
const STEPS = 60;
const ROUNDS = 3;

const file = process.argv[2] ?? (await generated());
const bytes = statSync(file).size;
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const opened: number[] = [];
let frames: readonly number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const begun = performance.now();
  await page.goto(pathToFileURL(resolve(file)).href);
  await page.waitForSelector('main section');
  opened.push(performance.now() - begun);
  frames = await scrolled(page);
  await page.close();
}
await browser.close();
const best = Math.min(...opened);
console.log(`${(bytes / 1e6).toFixed(2)} MB   opens in ${best.toFixed(0)} ms, best of ${ROUNDS}`);
console.log(`a step of scrolling takes ${at(0.5).toFixed(1)} ms in the median, ${at(0.95).toFixed(1)} ms at the 95th percentile`);
if (bytes > MOST_BYTES || best > MOST_MILLISECONDS) process.exitCode = 1;

async function generated(): Promise<string> {
  const { assets } = await buildPage();
  const size = { repositories: 10_000, principals: 5_000 };
  const baseline = baselineOf({ 'baseline.yaml': generateBaseline(size) });
  const { html } = pageOf(snapshotFrom(generateAccount(size)), baseline, assets);
  const path = join(mkdtempSync(join(tmpdir(), 'ecr-drift-page-')), 'large.html');
  writeFileSync(path, html);
  return path;
}

function scrolled(page: Page): Promise<readonly number[]> {
  return page.evaluate<readonly number[]>(`(async () => {
    const box = document.querySelector('.matrix');
    box.scrollIntoView();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const times = [];
    for (let step = 0; step < ${STEPS}; step += 1) {
      const begun = performance.now();
      box.scrollTop += 72;
      box.scrollLeft += 31;
      await frame();
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b);
  })()`);
}

function at(part: number): number {
  return frames[Math.min(frames.length - 1, Math.floor(frames.length * part))] ?? 0;
}
