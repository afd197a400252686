// The forms in which an audit is stored, and what becomes of an audit whose page cannot be made.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/audit/audit.ts';
import { handler as collect } from '../../../functions/collect/collect.ts';
import { handler as report } from '../../../functions/report/report.ts';
import { alertSchema } from '../../../lib/notify/schema.ts';
import { csvRows } from '../../report/support/formats.ts';
import { regionWith } from '../../support/aws-server/world.ts';
import { embeddedIn } from '../../support/page.ts';
import { lets, publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OWN } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

/** What goes wrong when a page is drawn; nothing where it is undefined. */
const drawing: { fails: (() => never) | undefined } = { fails: undefined };
vi.mock('../../../lib/report/html/html.ts', async (original) => {
  const module = await original<typeof import('../../../lib/report/html/html.ts')>();
  return {
    ...module,
    htmlOf: (...args: Parameters<typeof module.htmlOf>) => (drawing.fails ? drawing.fails() : module.htmlOf(...args)),
  };
});
/** How much of the memory is in use, of 100; undefined: as much as is. */
const heap: { used: number | undefined } = { used: undefined };
vi.mock('node:v8', async (original) => {
  const module = await original<typeof import('node:v8')>();
  const getHeapStatistics = () => ({
    ...module.getHeapStatistics(),
    ...(heap.used === undefined ? {} : { used_heap_size: heap.used, heap_size_limit: 100 }),
  });
  return { ...module, getHeapStatistics };
});
beforeEach(() => {
  heap.used = undefined;
  drawing.fails = undefined;
});

const AT = `reports/${OWN}/2026-11-21T20-00-00.000Z`;

async function deployed(): Promise<Deployment> {
  const under = await deployment();
  publishBaseline(under);
  under.world.accounts[OWN]!.regions['eu-west-1'] = regionWith([
    { name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') },
    { name: 'team/tool' },
  ]);
  return under;
}

const stored = ({ objects }: Deployment, at = AT) => JSON.parse(objects.text(`${at}.json`));
const idsOf = (findings: readonly { readonly id: string }[]) => findings.map(({ id }) => id).sort();
const eventsOf = ({ published }: Deployment) => published('findings').map(({ body }) => alertSchema.parse(JSON.parse(body)).event);

describe('an audit', () => {
  test('is stored as a page, as text, as tables and as data, each with its type', async () => {
    const { world } = await deployed();
    await runAudit('first');
    const { objects } = world.buckets['deployed']!;
    const types = Object.entries(objects).flatMap(([key, versions]) =>
      key.startsWith(AT) ? [[key.slice(AT.length), versions.at(-1)!.contentType] as const] : [],
    );
    expect(Object.fromEntries(types)).toEqual({
      '.html': 'text/html; charset=utf-8',
      '.md': 'text/markdown; charset=utf-8',
      '.findings.csv': 'text/csv; charset=utf-8',
      '.access.csv': 'text/csv; charset=utf-8',
      '.json': 'application/json',
    });
  });

  test('has the same findings in every form, and the page has matrix, script and the digest of the data', async () => {
    const under = await deployed();
    await runAudit('first');
    const { findings } = stored(under);
    expect(findings.length).toBeGreaterThan(0);
    const html = under.objects.text(`${AT}.html`);
    const page = embeddedIn(html);
    expect(idsOf(page.findings.first)).toEqual(idsOf(findings));
    expect(
      csvRows(under.objects.text(`${AT}.findings.csv`))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(idsOf(findings));
    for (const { code } of findings) expect(under.objects.text(`${AT}.md`)).toContain(code);
    expect(page.access?.kind).toBe('whole');
    expect(html).toContain('<script>"use strict"');
    expect(page.sha256).toBe(
      createHash('sha256')
        .update(under.objects.text(`${AT}.json`))
        .digest('hex'),
    );
  });

  test('has a table of who may do what', async () => {
    const under = await deployed();
    await runAudit('first');
    expect(csvRows(under.objects.text(`${AT}.access.csv`))).toMatchObject([
      { account: OWN, repository: 'team/app', principal: 'arn:aws:iam::222222222222:role/puller', capability: 'pull' },
    ]);
  });

  test('is stored whole before the word of the newest one names it, and before anybody is told', async () => {
    const { server } = await deployed();
    await runAudit('first');
    const steps = server.calls.flatMap(({ service, operation, input }) => {
      const key = String(input['Key']);
      if (service === 'sns') return ['told'];
      return operation === 'PutObject' && key.startsWith('reports/') ? [key.replace(AT, '')] : [];
    });
    const [forms, rest] = [steps.slice(0, 5), steps.slice(5)];
    expect(new Set(forms)).toEqual(new Set(['.html', '.md', '.findings.csv', '.access.csv', '.json']));
    expect(rest[0]).toBe(`reports/${OWN}/latest.json`);
    expect(new Set(rest.slice(1))).toEqual(new Set(['told']));
  });

  test('is led to by its alerts as a page', async () => {
    const { published } = await deployed();
    await runAudit('first');
    const [alert] = published('findings').map(({ body }) => alertSchema.parse(JSON.parse(body)));
    expect(alert?.reportUrl).toContain(encodeURIComponent(`${AT}.html`));
  });
});

const DIED = 'the function ended while the page or the table of access was made, of memory or time: see its log';

describe('a page that cannot be made', () => {
  const TOO_LONG = () => {
    throw new RangeError('Invalid string length');
  };

  test('ends no audit: the alerts go out, the rest is stored, and what is missing is named', async () => {
    const under = await deployed();
    drawing.fails = TOO_LONG;
    expect(await runAudit('first')).toEqual([{ outcome: 'judged', unread: '' }]);
    expect(eventsOf(under)).toEqual(['onboarding']);
    const reason = 'it cannot be made (RangeError: Invalid string length)';
    expect(stored(under)).toMatchObject({ missing: [{ form: 'html', reason }] });
    expect(under.objects.text(`${AT}.md`)).toContain('the page is missing');
    const page = under.objects.text(`${AT}.html`);
    expect(page).toContain(`The page is missing: ${reason}.`);
    expect(page).toContain('2026-11-21T20-00-00.000Z.md');
    expect(await invoke(report, readEvent('report-latest'))).toMatchObject({
      kind: 'latest',
      missing: [{ form: 'html', reason }],
      links: { html: null, json: expect.any(String) },
      message: expect.stringContaining(`; the page is missing: ${reason}`),
    });
  });

  test('of which the function died is not tried again by the run that is started again, but by the next audit', async () => {
    const under = await deployed();
    for (const name of ['collect-identity', 'collect-region']) await invoke(collect, readEvent(name));
    drawing.fails = () => {
      throw new Error('drawn again');
    };
    under.objects.plant(`watch/pages/${OWN}.json`, JSON.stringify({ page: `${AT}.html`, isDone: false }));
    await invoke(handler, readEvent('audit'));
    expect(stored(under).missing).toEqual([
      { form: 'html', reason: DIED },
      { form: 'access', reason: `${DIED}: \`ecr-drift access --format csv\` writes all of it` },
    ]);
    expect(eventsOf(under)).toEqual(['onboarding']);
    drawing.fails = undefined;
    await runAudit('second', { hours: 1 });
    expect(stored(under, `reports/${OWN}/2026-11-21T21-00-00.000Z`).missing).toEqual([]);
  });

  test('is noted before it is begun, so that a function that dies of it leaves the word', async () => {
    const under = await deployed();
    const seen: unknown[] = [];
    drawing.fails = () => {
      seen.push(JSON.parse(under.objects.text(`watch/pages/${OWN}.json`)));
      return TOO_LONG();
    };
    await runAudit('first');
    expect(seen).toEqual([{ page: `${AT}.html`, isDone: false }]);
  });

  test('is one thing: a table of access for which there is no memory is left out, and the page is there', async () => {
    const under = await deployed();
    heap.used = 51;
    expect(await runAudit('first')).toEqual([{ outcome: 'judged', unread: '' }]);
    expect(stored(under).missing).toEqual([
      { form: 'access', reason: 'there was no memory for it: `ecr-drift access --format csv` writes all of it' },
    ]);
    expect(embeddedIn(under.objects.text(`${AT}.html`)).access?.kind).toBe('whole');
    expect(under.objects.text(`${AT}.md`)).toContain('the table of access is missing');
  });

  test('for which there is no time is left out, as is the table of access', async () => {
    const under = await deployed();
    for (const name of ['collect-identity', 'collect-region']) await invoke(collect, readEvent(name));
    expect(await invoke(handler, readEvent('audit'), 20_000)).toEqual({ outcome: 'judged', unread: '' });
    expect(stored(under).missing).toMatchObject([
      { form: 'html', reason: 'there was no time for it' },
      { form: 'access', reason: expect.stringContaining('`ecr-drift access --format csv` writes all of it') },
    ]);
    expect(eventsOf(under)).toEqual(['onboarding']);
    expect(under.objects.keys()).not.toContain(`${AT}.access.csv`);
  });
});
