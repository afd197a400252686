// Everything that comes out of a policy, a tag or a name is a stranger's text: on a terminal it is inert, and stays on its line.
import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../lib/access/account/account.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { explain } from '../../lib/access/matrix/explain.ts';
import { actionBit } from '../../lib/ecr/actions.ts';
import { accessTable } from '../../lib/report/access-table.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { explanationText } from '../../lib/report/explanation.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { table } from '../../lib/report/terminal.ts';
import { read } from '../snapshot/support/files.ts';
import { baselineOf, policy } from '../support/baseline.ts';
import { hostile } from './support/hostile-account.ts';
import { accessOf, auditOf } from './support/views.ts';

const ESCAPES: readonly (readonly [string, string, string])[] = [
  ['colours of the terminal', '\u001b[2J\u001b[31mred', '\\u{1b}[2J\\u{1b}[31mred'],
  ['a title of the terminal', '\u001b]0;owned\u0007', '\\u{1b}]0;owned\\u{7}'],
  ['eight-bit escapes', '\u009b31mred', '\\u{9b}31mred'],
  ['line breaks', 'one\ntwo\r\nthree', 'one\\u{a}two\\u{d}\\u{a}three'],
  ['line breaks of Unicode', 'one\u2028two\u2029three\u0085four', 'one\\u{2028}two\\u{2029}three\\u{85}four'],
  ['backspaces', 'admin\b\b\b\b\bguest', 'admin\\u{8}\\u{8}\\u{8}\\u{8}\\u{8}guest'],
  ['tabs', 'a\tb', 'a\\u{9}b'],
  ['right-to-left overrides', '\u202enimda\u202c', '\\u{202e}nimda\\u{202c}'],
  ['isolates', '\u2066\u2067\u2068\u2069', '\\u{2066}\\u{2067}\\u{2068}\\u{2069}'],
  ['invisible characters', 'ad\u200bmin\ufeff', 'ad\\u{200b}min\\u{feff}'],
  ['half of a character', '\ud800', '\\u{d800}'],
  ['tags that no font shows', '\u{e0041}', '\\u{e0041}'],
];

/** Mends stand deeper than everything else; how many lines they have is up to the policies. */
function withoutMends(text: string): readonly string[] {
  return text.split('\n').filter((line) => !line.startsWith('    '));
}

const FORBID = baselineOf({
  'baseline.yaml': policy(
    'rules: [ { id: nobody, repositories: ["**"], forbid: [ { principals: [same-account, public], capabilities: [any] } ] } ]',
  ),
});

function linesWithout(text: string, printed: string): readonly string[] {
  return printed.split('\n').map((line) => line.replaceAll(text, 'TEXT'));
}

/** What a terminal or a reader would take for something else than a letter. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe.each(ESCAPES)('%s in names', (_, text, shown) => {
  const calm = 'TEXT';

  test('are shown and not obeyed where access is listed by repository and by principal', () => {
    for (const by of ['repository', 'principal'] as const) {
      const printed = accessTable(accessOf(hostile(text)), { by });
      expect(printed).toContain(shown);
      expect(printed.split('\n').filter((line) => ACTIVE.test(line))).toEqual([]);
      expect(unspaced(linesWithout(shown, printed))).toEqual(unspaced(accessTable(accessOf(hostile(calm)), { by }).split('\n')));
    }
  });

  test('are shown and not obeyed in an audit', () => {
    const printed = auditTable(auditOf(hostile(text), FORBID));
    expect(printed).toContain(shown);
    expect(printed.split('\n').filter((line) => ACTIVE.test(line))).toEqual([]);
    expect(printed.split('\n')).toHaveLength(auditTable(auditOf(hostile(calm), FORBID)).split('\n').length);
  });

  test('are shown and not obeyed in an explanation', () => {
    const printed = explained(hostile(text), 'team/app');
    expect(printed).toContain(shown);
    expect(printed.split('\n').filter((line) => ACTIVE.test(line))).toEqual([]);
    expect(printed.split('\n')).toHaveLength(explained(hostile(calm), 'team/app').split('\n').length);
  });
});

test('an error code with escapes is shown and not obeyed in an explanation', () => {
  const printed = explained(hostile('\u001b[31m'), 'team/gap');
  expect(printed.split('\n').filter((line) => ACTIVE.test(line))).toEqual([]);
});

describe('a Sid of ten thousand characters', () => {
  const long = 'Sid'.repeat(3_500);

  test('stays on the line of its grant', () => {
    for (const by of ['repository', 'principal'] as const) {
      const lines = accessTable(accessOf(hostile(long)), { by }).split('\n');
      expect(lines).toHaveLength(accessTable(accessOf(hostile('Sid')), { by }).split('\n').length);
      for (const line of lines) expect(line.length).toBeLessThan(60_000);
    }
  });

  test('stays on one line of its finding and of its layer', () => {
    // The policy is near its size limit by then, which is a finding of its own.
    const others = (view: AuditView): AuditView => ({ ...view, findings: view.findings.filter(({ code }) => code !== 'ECRD-306') });
    expect(withoutMends(auditTable(others(auditOf(hostile(long), FORBID))))).toHaveLength(
      withoutMends(auditTable(others(auditOf(hostile('Sid'), FORBID)))).length,
    );
    expect(explained(hostile(long), 'team/app').split('\n')).toHaveLength(explained(hostile('Sid'), 'team/app').split('\n').length);
  });
});

test('a table of a hundred thousand rows is only long', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => [`${index}`, 'x']);
  expect(table(['A', 'B'], rows).split('\n')).toHaveLength(100_001);
});

function explained(file: unknown, name: string): string {
  const account = prepareAccount(read(file));
  const [subject] = account.locals;
  const found = repositoriesOf(account).find((each) => each.name === name);
  const action = actionBit('ecr:PutImage');
  if (!subject || !found || action === undefined) throw new Error('nothing to explain');
  return explanationText([explain(account, { subject, repository: found, action })]);
}

function unspaced(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replaceAll(/ +/g, ' '));
}
