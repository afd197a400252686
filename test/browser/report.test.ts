// The HTML report in a browser: what a reader does with it, at every width, in the light and in the dark, and what strangers cannot do.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from '../../scripts/page.ts';
import { aged, namedBy } from '../report/support/states.ts';
import { acmeBaseline, snapshotFrom } from '../support/audited.ts';
import { generateAccount } from '../support/generate-account.ts';
import { pageOf } from '../support/page.ts';
import { acmePage, browsing, isMissing, NAME, saved } from './support/reports.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds wrong that is serious. Its code comes by the debugger, which the policy of the page does not bind. */
async function seriousIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Violation[] }>("axe.run(document, { resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

describe.skipIf(isMissing)(NAME, () => {
  const open = browsing();
  let acme: Awaited<ReturnType<typeof acmePage>>;
  let old: typeof acme;

  beforeAll(async () => {
    acme = await acmePage('acme');
    old = await acmePage('aged', aged);
  });

  test('opens with the verdict, the counts and every cause, and complains of nothing', async () => {
    const { page, complaints } = await open(acme.file);
    expect(await page.textContent('.verdict')).toBe('21 open findings from 9 causes');
    expect(await page.locator('article.cause').count()).toBe(9);
    expect(await page.textContent('#completeness-banner')).toContain('Complete');
    expect(await complaints()).toEqual([]);
  });

  test('finds causes by every word that is in them', async () => {
    const { page } = await open(acme.file);
    await page.getByLabel('Search causes').fill('kurt admin');
    expect(await page.locator('article.cause').count()).toBe(1);
    await page.getByLabel('Search causes').fill('nobody is called so');
    expect(await page.textContent('#causes .empty')).toBe('None is like that.');
  });

  test.each([
    ['Repository', 'ml/trainer in us-east-1'],
    ['Principal', 'user/contractors/kurt'],
    ['Policy', 'the repository policy of ml/trainer in us-east-1'],
  ])('groups causes by %s, and each is where it belongs', async (by, name) => {
    const { page } = await open(acme.file);
    await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: by }).click();
    const group = page.locator('.group', { has: page.locator('h3 span', { hasText: name }) }).first();
    expect(await group.locator('article').first().textContent()).toContain('ContractorSelfService');
    // An id is in a page once, however often its cause is drawn.
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a cause opens by its sentence, and shows its proof, the change, the command and how to keep it', async () => {
    const { page } = await open(acme.file);
    const cause = page.locator('article.cause').nth(1);
    await cause.getByRole('button').first().click();
    for (const part of ['Proof', 'What to do', 'Undo it', 'Keep it for a time instead'])
      await cause.getByText(part, { exact: true }).waitFor();
    expect(await cause.locator('.diff .removed').count()).toBeGreaterThan(0);
    expect(await cause.locator('.command').first().textContent()).toContain('aws ecr set-repository-policy');
  });

  test('a cause says who did it, where that is known', async () => {
    const known = old.view.findings.find(({ actor }) => actor !== undefined)!;
    const cause = old.view.causes.find(({ findings }) => findings.includes(known.id))!;
    const { page } = await open(old.file, { at: `#${cause.id}` });
    const part = page.locator(`article#${cause.id} .part`, { hasText: 'Who did it' });
    expect(await part.locator('p').textContent()).toBe('By role admin (session kurt) with SetRepositoryPolicy, 2026-11-21 09:14 UTC');
    const { page: other } = await open(acme.file, { at: `#${acme.view.causes[0]!.id}` });
    await other.getByText('Proof', { exact: true }).first().waitFor();
    expect(await other.getByText('Who did it', { exact: true }).count()).toBe(0);
  });

  test('a link to a finding opens its cause, whatever was filtered', async () => {
    const finding = old.view.findings.find(({ state }) => state === 'resolved')!;
    const { page } = await open(old.file, { at: `#${finding.id}` });
    const row = page.locator(`tr#${finding.id}`);
    await row.waitFor();
    expect(await row.getAttribute('class')).toBe('target');
    await page.getByLabel('Search causes').fill('nothing');
    await page.evaluate(`location.hash = '#${old.view.causes[0]!.id}'`);
    await page.locator(`article#${old.view.causes[0]!.id}.target`).waitFor();
  });

  test('says what changed since the last audit, and links to it', async () => {
    const { page } = await open(old.file);
    expect(await page.textContent('#changes .lead')).toBe('21 changes');
    expect(await page.locator('#changes a[href^="#ecrd-"]').count()).toBe(21);
  });

  test('the matrix shows who can do what where; keys move in it, and what is chosen is told', async () => {
    const { page } = await open(acme.file);
    expect(await page.locator('.matrix .unexpected').count()).toBeGreaterThan(0);
    await page.getByLabel('Repositories').fill('ml/');
    expect(await page.locator('.matrix tbody th').allTextContents()).toEqual(['ml/trainerus-east-1']);
    await page.getByLabel('Principals').fill('kurt');
    const cell = page.locator('.matrix td button');
    expect(await cell.getAttribute('aria-label')).toContain('admin unexpected');
    await cell.click();
    expect(await page.textContent('.detail')).toContain('admin, unexpected through repository policy, statement 1 (ContractorSelfService)');
    await page.getByLabel('Repositories').fill('');
    await page.getByLabel('Principals').fill('');
    await page.locator('.matrix [data-place="here"]').focus();
    const before = await page.textContent('.detail p');
    await page.keyboard.press('ArrowDown');
    const now = () => page.evaluate<string>("document.activeElement.dataset.place + ' ' + document.querySelector('.detail p').textContent");
    await expect.poll(now).toMatch(/^here /);
    await expect.poll(now).not.toBe(`here ${before}`);
  });

  test('groups of the matrix open and close', async () => {
    const { page } = await open(acme.file);
    const group = page.locator('.matrix tbody th button').first();
    const rows = await page.locator('.matrix tbody th').count();
    await group.click();
    expect(await group.getAttribute('aria-expanded')).toBe('false');
    expect(await page.locator('.matrix tbody th').count()).toBeLessThan(rows);
  });

  test('answers who can do something on a repository, and what a principal can do', async () => {
    const { page } = await open(acme.file);
    const look = page.locator('#lookup');
    await look.getByLabel('on the repository').fill('ml/trainer');
    await look.locator('select').selectOption('admin');
    expect(await look.locator('tbody td:first-child code').allTextContents()).toContain('user/contractors/kurt');
    await look.getByRole('button', { name: 'What can' }).click();
    await look.getByLabel('the principal').fill('arn:aws:iam::111111111111:user/contractors/kurt');
    expect(await look.locator('tbody td:first-child code').allTextContents()).toEqual(['ml/trainer']);
  });

  test.each(['light', 'dark'] as const)('has nothing serious for axe in the %s, closed and open', async (colorScheme) => {
    for (const width of [400, 1440]) {
      const { page } = await open(old.file, { colorScheme, viewport: { width, height: 900 } });
      await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'All' }).click();
      for (const button of await page.locator('article.cause h4 button').all()) await button.click();
      await page.getByLabel('on the repository').fill('ml/trainer');
      for (const details of await page.locator('details summary').all()) await details.click();
      expect(await seriousIn(page)).toEqual([]);
    }
  });

  test.each([400, 1440])('is never wider than a window of %i pixels', async (width) => {
    const { page } = await open(old.file, { viewport: { width, height: 900 } });
    for (const button of await page.locator('article.cause h4 button').all()) await button.click();
    expect(await isTooWide(page)).toBe(false);
  });

  test('is dark where the machine is, and where the reader says so, which is remembered', async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor';
    const { page } = await open(acme.file, { colorScheme: 'light' });
    const light = await page.evaluate(ground);
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect.poll(() => page.evaluate(ground)).not.toBe(light);
    await page.reload();
    await page.waitForSelector('main');
    await expect.poll(() => page.evaluate(ground)).not.toBe(light);
    const dark = await open(acme.file, { colorScheme: 'dark' });
    await expect.poll(() => dark.page.evaluate(ground)).not.toBe(light);
  });

  test('prints with everything open, light, and without what only a screen can do', async () => {
    const { page, complaints } = await open(acme.file, { colorScheme: 'dark' });
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(3);
    await page.emulateMedia({ media: 'print' });
    const closed = "[...document.querySelectorAll('article.cause h4 button')].filter((each) => each.ariaExpanded !== 'true').length";
    await expect.poll(() => page.evaluate(closed)).toBe(0);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
    expect(await complaints()).toEqual([]);
  });

  test('says that something was not read where it cannot be overlooked', async () => {
    const unread = [{ part: 'identity', api: 'iam:GetAccountAuthorizationDetails', code: 'AccessDenied', message: 'no' }];
    const { file } = await acmePage('incomplete', (view) => ({ ...view, complete: false, unread }));
    const { page } = await open(file);
    const banner = page.locator('#completeness-banner.incomplete');
    expect(await banner.isVisible()).toBe(true);
    expect(await banner.locator('button').count()).toBe(0);
    expect(await page.textContent('.verdict')).toContain('in what was read');
    expect(await seriousIn(page)).toEqual([]);
  });

  test.each([
    ['markup', '<img src=x onerror="alert(1)"><script>alert(2)</script>'],
    ['the end of a script', '</script><script>alert(1)</script><!--'],
    ['links', 'javascript:alert(1) [a](javascript:alert(1)) https://example.com/'],
    ['quotes', '"\' onmouseover="alert(1)" x="'],
    ['what turns text around', '\u202e\u2066\u0000\ud800'],
  ])('strangers who name everything with %s are only quoted', async (name, text) => {
    const { file } = await acmePage(`hostile-${name.length}`, (view) => namedBy(aged(view), text));
    const { page, complaints } = await open(file);
    const kinds = "[...new Set([...document.querySelectorAll('main *')].map((each) => each.localName))].sort().join(' ')";
    await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'All' }).click();
    for (const button of await page.locator('article.cause h4 button').all()) await button.click();
    const calm = await open(old.file);
    await calm.page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'All' }).click();
    for (const button of await calm.page.locator('article.cause h4 button').all()) await button.click();
    const strange = new Set((await page.evaluate<string>(kinds)).split(' '));
    const known = new Set((await calm.page.evaluate<string>(kinds)).split(' '));
    expect([...strange].filter((kind) => !known.has(kind))).toEqual([]);
    expect(await page.locator('a:not([href^="#"])').count()).toBe(0);
    expect(await complaints()).toEqual([]);
  });

  test('a large account is rolled up, opens, and scrolls without drawing what is not in view', async () => {
    const { assets } = await buildPage();
    const { html } = pageOf(snapshotFrom(generateAccount({ repositories: 1_200, principals: 600 })), acmeBaseline(), assets);
    const { page, complaints } = await open(saved('large', html));
    expect(Buffer.byteLength(html)).toBeLessThan(5 * 1024 * 1024);
    expect(await page.textContent('#matrix .note')).toContain('rows are groups of repositories');
    expect(await page.locator('.matrix td button').count()).toBeLessThan(2_500);
    await page.locator('.matrix').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.locator('.matrix tbody th').last().waitFor();
    expect(await complaints()).toEqual([]);
  });
});
