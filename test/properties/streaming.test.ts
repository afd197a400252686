// What is written in chunks against the same as one string, which is made here in the plainest way; and what is judged alone against
// the whole. Each property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Account, prepareAccount } from '../../lib/access/account/account.ts';
import { coverageOf } from '../../lib/access/account/coverage.ts';
import { needsLogin } from '../../lib/access/matrix/grant-of.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { matrixOf } from '../../lib/access/matrix/matrix.ts';
import { proofsIn } from '../../lib/access/matrix/proofs.ts';
import { accountGrants, accountGrantsAs } from '../../lib/access/matrix/slices.ts';
import { judgeSnapshot } from '../../lib/audit.ts';
import { membersOf } from '../../lib/collections/subset.ts';
import { emptyState, stateChunks } from '../../lib/lifecycle/state.ts';
import type { Grant } from '../../lib/model/access.ts';
import { accessTable } from '../../lib/report/access-table.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { grantLines, grantTexts } from '../../lib/report/grant-lines.ts';
import { rendered } from '../../lib/report/index.ts';
import { markdownOf } from '../../lib/report/markdown.ts';
import type { AccessView } from '../../lib/report/schema.ts';
import { accessHead, accessView, grantViews } from '../../lib/report/view.ts';
import { joinedChunks } from '../../lib/text/chunks.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { NOBODY, viewOf } from '../support/audited.ts';
import { ACCOUNT } from '../support/following.ts';
import { holds } from '../support/property.ts';
import { textOf } from '../support/stored-text.ts';

const show = (words: object): string => stringify([words], { lineWidth: 0, aliasDuplicateObjects: false });

/** The published form in one piece: JSON, with each entry of the last list on a line of its own. */
function jsonText(head: object, list: string, entries: readonly unknown[]): string {
  const lines = entries.map((entry) => `\n${JSON.stringify(entry)}`).join(',');
  return `${JSON.stringify(head).slice(0, -1)},"${list}":[${lines}${entries.length > 0 ? '\n' : ''}]}\n`;
}

function whole(account: Account): AccessView {
  return accessView(account, coverageOf(account), grantsOf(matrixOf(account)));
}

/** As the command writes it, with so many cells judged at once. */
function streamed(account: Account, format: 'json' | 'table', cells: number): string {
  return textOf(
    rendered('access', format, {
      head: accessHead(account, coverageOf(account)),
      grants: () => grantViews(accountGrants(account, {}, cells)),
      lines: () => grantLines(accountGrantsAs(account, {}, grantTexts(), cells)),
      by: 'repository',
    }),
  );
}

/** Texts that break out of JSON, HTML or a line where nobody escapes them. */
const hostile = fc.constantFrom('a', 'a*', '"', '\\', '],"via":[]}', '</script>', '\u2028', '\n', '\u{1f600}', 'conditions":[');
/** What policies of one side have in common: effects, operators and keys of their statements. */
const form = fc.array(
  fc.record({
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    tests: fc.array(
      fc.tuple(fc.constantFrom('StringEquals', 'StringLike', 'StringNotLike'), fc.constantFrom('aws:SourceVpce', 'aws:SourceVpc')),
      {
        maxLength: 2,
      },
    ),
  }),
  { maxLength: 3 },
);

/** Statements of a form, with values and Sids of their own. */
function statementsOf(
  statements: ReadonlyArray<{ readonly effect: string; readonly tests: readonly (readonly string[])[] }>,
  principal: object,
) {
  const own = fc.tuple(
    ...statements.map(({ tests }) => fc.record({ sid: fc.constantFrom('A', 'B'), values: fc.tuple(...tests.map(() => hostile)) })),
  );
  return own.map((list): readonly object[] =>
    list.map(({ sid, values }, at) => ({
      ...principal,
      Sid: `${sid}${at}`,
      Effect: statements[at]?.effect,
      Action: statements[at]?.effect === 'Deny' ? 'ecr:*' : ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:ListImages'],
      Condition: Object.fromEntries(
        (statements[at]?.tests ?? []).map(([operator = '', key = ''], number) => [operator, { [key]: values[number] ?? '' }]),
      ),
    })),
  );
}

const login = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
const alikeAccount = fc
  .tuple(form, form)
  .chain(([own, others]) =>
    fc.record({
      roles: fc.array(statementsOf(own, { Resource: '*' }), { minLength: 2, maxLength: 4 }),
      repositories: fc.array(statementsOf(others, { Principal: '*' }), { minLength: 2, maxLength: 4 }),
    }),
  )
  .map(({ roles, repositories }) => ({
    roles: Object.fromEntries(roles.map((own, at) => [`r${at}`, { policies: [[login], own] }])),
    repositories: Object.fromEntries(repositories.map((own, at) => [`app/${at}`, own.length === 0 ? {} : { policy: own }])),
  }));

/** What a grant rests on, found in its own cell. */
function provedAlone(account: Account, { principal, region, repository, capability }: Grant): Pick<Grant, 'via' | 'conditions'> {
  const matrix = matrixOf(account);
  const proofs = proofsIn(account);
  for (const { subjects, classes, outcome } of matrix.groups()) {
    const subject = membersOf(subjects).find((each) => each.principal.name === principal.name);
    const places = membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? []);
    const place = places.find((each) => each.region === region && each.name === repository);
    const actions = outcome.capabilities.find((each) => each.capability === capability)?.actions;
    if (subject && place && actions) return proofs(subject, place)(actions, needsLogin(subject, capability));
  }
  throw new Error(`no cell grants ${capability} on ${repository} to ${principal.name}`);
}

describe('what is written in chunks is what it is in one piece', () => {
  // Seen failing: no comma between the entries of the other lists, after 1 run; a grant written as that of the first repository of its class, after 6.
  test('effective access in every format, however few cells are judged at once', () => {
    const property = fc.property(arbitraryAccount, fc.constantFrom(1, 7, 1_000_000), (words, cells) => {
      const account = prepareAccount(snapshotOf(words));
      const view = whole(account);
      const { grants, ...head } = view;
      expect(streamed(account, 'json', cells)).toBe(jsonText(head, 'grants', grants));
      expect(streamed(account, 'table', cells)).toBe(accessTable(view, { by: 'repository' }));
    });
    holds(property, { runs: 100, show });
  });

  // Seen failing: sides that ask about the same taken by their shapes, after 51 runs; shapes without what conditions come to, after 43; each open
  // condition told as the first of its statement, after 3.
  test('effective access where policies differ in values, Sids and places only, whatever is written in them', () => {
    const property = fc.property(alikeAccount, fc.constantFrom(1, 1_000_000), (words, cells) => {
      const account = prepareAccount(snapshotOf(words));
      const grants = grantsOf(matrixOf(account)).map((grant) => ({ ...grant, ...provedAlone(account, grant) }));
      const { grants: views, ...head } = accessView(account, coverageOf(account), grants);
      expect(streamed(account, 'json', cells)).toBe(jsonText(head, 'grants', views));
    });
    holds(property, { runs: 200, show });
  });

  test('an audit in every format', () => {
    const property = fc.property(arbitraryAccount, (words) => {
      const view = viewOf(judgeSnapshot(snapshotOf(words), NOBODY));
      const { findings, ...head } = view;
      const result = { view, printed: view, remarks: ['so it is'] };
      expect(textOf(rendered('audit', 'json', result))).toBe(jsonText(head, 'findings', findings));
      expect(textOf(rendered('audit', 'table', result))).toBe(auditTable(view));
      expect(textOf(rendered('audit', 'markdown', result))).toBe(markdownOf(view, ['so it is']));
    });
    holds(property, { runs: 20, show });
  });

  test('any pieces, in chunks of which only the last is short', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.nat(150_000).map((length) => 'x'.repeat(length)),
    );
    const property = fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const chunks = [...joinedChunks(pieces)];
      expect(chunks.join('')).toBe(pieces.join(''));
      expect(chunks.slice(0, -1).every(({ length }) => length >= 65_536)).toBe(true);
      expect(chunks).not.toContain('');
    });
    holds(property, { runs: 100, show: (pieces) => JSON.stringify(pieces.map(({ length }) => length)) });
  });

  test('a state', () => {
    const list = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }), { maxLength: 3 });
    const property = fc.property(fc.record({ findings: list, unsent: list }), (lists) => {
      // INVARIANT: how a state is printed does not depend on what is in it.
      const state = { ...emptyState(ACCOUNT), ...lists } as unknown as ReturnType<typeof emptyState>;
      expect(textOf(stateChunks(state))).toBe(`${JSON.stringify(state, null, 1)}\n`);
    });
    holds(property, { runs: 300, show: (lists) => JSON.stringify(lists) });
  });
});

describe('what is judged alone is that part of the whole', () => {
  // Seen failing: no users and roles where one principal is asked about, after 2 runs.
  test('each repository, each principal, and each principal on each repository', () => {
    const property = fc.property(arbitraryAccount, (words) => {
      const account = prepareAccount(snapshotOf(words));
      const all = grantsOf(matrixOf(account)).map(briefly);
      const places = new Set(all.map(({ place }) => place));
      const names = new Set([...account.locals.map(({ principal }) => principal.name), ...all.map(({ name }) => name)]);
      const asked = (filter: Parameters<typeof accountGrants>[1]): readonly string[] =>
        [...accountGrants(account, filter)].map((grant) => briefly(grant).text);
      const textsOf = (grants: typeof all): readonly string[] => grants.map(({ text }) => text);
      for (const place of places) {
        const repository = (each: { readonly region: string; readonly name: string }) => `${each.region} ${each.name}` === place;
        expect(asked({ repository })).toEqual(textsOf(all.filter((each) => each.place === place)));
        for (const name of names) {
          const subject = (each: { readonly principal: { readonly name: string } }) => each.principal.name === name;
          expect(asked({ repository, subject })).toEqual(textsOf(all.filter((each) => each.place === place && each.name === name)));
        }
      }
      for (const name of names) {
        expect(asked({ subject: ({ principal }) => principal.name === name })).toEqual(textsOf(all.filter((each) => each.name === name)));
      }
    });
    holds(property, { runs: 60, show });
  });
});

function briefly({ region, repository, principal, capability, decision, via, conditions }: Grant) {
  const text = JSON.stringify([region, repository, principal.name, capability, decision, via, conditions]);
  return { place: `${region} ${repository}`, name: principal.name, text };
}
