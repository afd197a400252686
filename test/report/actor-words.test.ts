// Who did it, in every form of a report: each kind of actor, one or several, and strangers' texts.
import { describe, expect, test } from 'vitest';
import { actorLine, actorMembers, actorsTogether } from '../../lib/report/actor-words.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { pageCauses } from '../../lib/report/html/page-causes.ts';
import { markdownOf } from '../../lib/report/markdown.ts';
import { auditSchema, type FindingView } from '../../lib/report/schema.ts';
import { eventId } from '../events/support/records.ts';
import { ACTOR_LINES, actor } from '../support/actors.ts';
import { causes, finding } from '../support/alerts.ts';
import { hostile } from './support/hostile-account.ts';
import { auditOf } from './support/views.ts';

function viewOf(findings: readonly FindingView[], isTogether = false) {
  const [first, ...rest] = causes(findings);
  const together = first && { ...first, findings: findings.map(({ id }) => id), principals: 1, repositories: findings.length };
  const all = isTogether && together ? [together] : [...(first ? [first] : []), ...rest];
  return auditSchema.parse({ ...auditOf(hostile('calm')), causes: all, findings });
}

const forms = (view: ReturnType<typeof viewOf>) => ({
  table: auditTable(view),
  Markdown: markdownOf(view),
  page: pageCauses(view)
    .first.map(({ who }) => who ?? '')
    .join('\n'),
});

describe.each(ACTOR_LINES)('a finding by a %s', (_, one, line) => {
  test('has a line', () => {
    expect(actorLine({ actor: one })).toBe(line);
  });

  test.each(['table', 'Markdown', 'page'] as const)('says so in the %s', (form) => {
    const said = forms(viewOf([finding({ actor: one })]))[form];
    // Markdown has what is no plain word as code.
    expect(said.replaceAll('`', '')).toContain(line);
  });
});

const two = [actor(), actor({ eventId: eventId(2), at: '2026-11-21T08:00:00Z', issuer: null, arn: null, kind: 'other' })];

describe('several candidates', () => {
  test('are all named, and none is said to be it', () => {
    expect(actorLine({ actors: two })).toBe(
      'by one of 2: role admin (session kurt) with SetRepositoryPolicy, 2026-11-21 09:14 UTC; somebody whom the record does not name with SetRepositoryPolicy, 2026-11-21 08:00 UTC',
    );
  });

  test('are named as far as there is room, and the others counted', () => {
    const five = Array.from({ length: 5 }, (_, id) => actor({ eventId: eventId(id) }));
    const one = 'role admin (session kurt) with SetRepositoryPolicy, 2026-11-21 09:14 UTC';
    expect(actorLine({ actors: five, moreActors: 7 })).toBe(`by one of 12: ${one}; ${one}; ${one}; and 9 more`);
    expect(actorLine({ actors: five, moreActors: 7 }, 200)).toBe(`by one of 12: ${one}; ${one}; and 10 more`);
    expect(actorLine({ actors: five, moreActors: 7 }, 20)).toBe(`by one of 12: ${one}; and 11 more`);
  });

  test('of several findings are together, each once, the newest first', () => {
    const [first, second] = two as [(typeof two)[0], (typeof two)[0]];
    expect(actorsTogether([{ actor: second }, { actors: [first, second] }, {}])).toEqual({ actors: [first, second] });
    expect(actorsTogether([{ actor: second }, { actor: second }])).toEqual({ actor: second });
    expect(actorsTogether([{}, {}])).toEqual({});
  });

  test('are kept to so many, and those that a finding left out are counted once', () => {
    const of = (from: number) => Array.from({ length: 4 }, (_, id) => actor({ eventId: eventId(from + id) }));
    const together = actorsTogether([
      { actors: of(0), moreActors: 3 },
      { actors: of(4), moreActors: 2 },
    ]);
    expect({ named: together.actors?.length, more: together.moreActors }).toEqual({ named: 5, more: 6 });
  });
});

test('a cause has the actors of its findings', () => {
  const view = viewOf([finding({ actor: two[0] }), finding({ id: `ecrd-${'b'.repeat(20)}`, actor: two[1] })], true);
  for (const said of Object.values(forms(view))) expect(said).toContain('by one of 2: role admin');
});

test('where nobody knows, nothing is said', () => {
  expect(actorLine({})).toBeUndefined();
  expect(actorMembers(undefined)).toEqual({});
  const { page, ...others } = forms(viewOf([finding()]));
  expect(page).toBe('');
  for (const said of Object.values(others)) expect(said).not.toMatch(/\bby (?!exception|themselves)|who: /);
});

test('an alert and a finding say it as `who` does: actor for one, actors for several, and how many are left out', () => {
  const one = { ...actor(), touched: ['a'] };
  const remembered = one as unknown as NonNullable<Parameters<typeof actorMembers>[0]>['actors'][number];
  expect(actorMembers({ actors: [remembered], more: 0 })).toEqual({ actor: one });
  expect(actorMembers({ actors: [remembered, remembered], more: 0 })).toEqual({ actors: [one, one] });
  expect(actorMembers({ actors: [remembered], more: 2 })).toEqual({ actors: [one], moreActors: 2 });
});

const HOSTILE = '\u001b[31m\u202e\n| # <script>*x*</script> [a](https://evil.example) `b`';

test('what strangers named is inert in every form, short, and on its line', () => {
  const arn = `arn:aws:sts::111111111111:assumed-role/admin/${HOSTILE}${'x'.repeat(5_000)}`;
  const all = forms(viewOf([finding({ actor: actor({ issuer: null, arn, via: HOSTILE, event: HOSTILE }) })]));
  for (const form of ['table', 'Markdown'] as const) expect(all[form].replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(all.Markdown.replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).not.toMatch(/<script>|\*x|\[a\]|evil/);
  expect(all.table.split('\n').find((line) => line.includes('by role'))?.length).toBeLessThan(600);
});
