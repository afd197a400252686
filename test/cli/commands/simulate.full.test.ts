import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { simulationSchema } from '../../../lib/report/schema.ts';
import { expectNoTrace, expectRefusal, jsonLines, type Run, workplace } from '../support/program.ts';
import { PROGRAM, shell, WITHOUT_POSIX } from '../support/shell.ts';

const { run, runSlowly, file, read, names, path } = workplace();

const ALICE = 'arn:aws:iam::111111111111:user/alice';
const APP = 'arn:aws:ecr:us-east-1:111111111111:repository/team/app';
const PULL = { Version: '2012-10-17', Statement: [{ Sid: 'Pull', Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' }] };

function scenario(name: string, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    name,
    request: { principal: ALICE, action: 'ecr:BatchGetImage', resource: APP },
    identityPolicies: [{ name: 'pull', document: PULL }],
    ...fields,
  };
}

function allowed(name: string) {
  return {
    name,
    decision: 'allowed',
    deniedBy: [],
    statements: [{ policy: 'pull', sid: 'Pull', index: 0, effect: 'Allow' }],
    conditions: [],
    unread: [],
    unsettled: [],
  };
}

const DENIED = { ...allowed('denied'), decision: 'implicitDeny', deniedBy: ['identity'], statements: [] };

describe('scenarios come as one object, as a list, or line by line', () => {
  const both = [scenario('a'), scenario('denied', { identityPolicies: [] })];
  const lines = both.map((each) => JSON.stringify(each));

  test.each([
    ['one object on one line', JSON.stringify(both[0]), [allowed('a')]],
    ['one object over many lines', JSON.stringify(both[0], null, 2), [allowed('a')]],
    ['a list', JSON.stringify(both), [allowed('a'), DENIED]],
    ['a list over many lines', JSON.stringify(both, null, 2), [allowed('a'), DENIED]],
    ['a list with nothing in it', '[]', []],
    ['JSON Lines', lines.join('\n'), [allowed('a'), DENIED]],
    ['JSON Lines of Windows, with empty lines', `\n${lines.join('\r\n\r\n')}\r\n`, [allowed('a'), DENIED]],
    ['a file with a byte order mark', `\uFEFF${lines[0]}`, [allowed('a')]],
  ])('%s', (_, text, expected) => {
    const { status, stdout, stderr } = run(['simulate', file('cases.json', text)]);
    expect({ status, stderr, decisions: jsonLines(stdout) }).toEqual({ status: 0, stderr: '', decisions: expected });
  });

  test('standard input is read when no file is named, and when `-` is', () => {
    const expected = { status: 0, stdout: `${JSON.stringify(allowed('a'))}\n`, stderr: '' };
    expect(run(['simulate'], lines[0])).toEqual(expected);
    expect(run(['simulate', '-'], lines[0])).toEqual(expected);
  });

  test('--output writes the same lines to a file and prints none', () => {
    const { stdout } = run(['simulate', file('cases.json', both)]);
    expect(run(['simulate', 'cases.json', '--output', 'new/decisions.jsonl'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read('new/decisions.jsonl')).toBe(stdout);
  });
});

describe('an input without any scenario is refused as a whole', () => {
  test.each<readonly [string, string | Uint8Array, readonly string[]]>([
    ['nothing', '', ['cases.jsonl', 'empty']],
    ['only blanks', ' \n\n', ['cases.jsonl', 'empty']],
    ['no JSON', 'principal: alice\n', ['cases.jsonl', 'not JSON', 'line 1']],
    ['a list that is cut short', `[${JSON.stringify(scenario('a'))},\n`, ['cases.jsonl', 'not JSON', 'line 2']],
    ['an object that is cut short', '{\n  "name": "a",\n  "request": {', ['cases.jsonl', 'not JSON', 'line 3']],
    ['no UTF-8', Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), ['cases.jsonl', 'UTF-8']],
  ])('%s', (_, content, fragments) => {
    expectRefusal(run(['simulate', file('cases.jsonl', content)]), fragments);
  });

  test('standard input is called so', () => {
    expectRefusal(run(['simulate'], ''), ['standard input', 'empty']);
    expectRefusal(run(['simulate', '-'], '{'), ['standard input', 'not JSON']);
  });

  test('a file that is not there', () => expectRefusal(run(['simulate', 'nowhere.jsonl']), ['nowhere.jsonl', 'no such file']));
  test('a folder', () => expectRefusal(run(['simulate', '.']), ['it is a folder']));
  test.skipIf(WITHOUT_POSIX)('a folder as standard input (not on Windows: it has no shell)', () => {
    expectRefusal(shell(path, 'ecr-drift simulate < .'), ['standard input', 'it is a folder']);
  });
});

const WITH_PRINCIPAL = {
  Version: '2012-10-17',
  Statement: [PULL.Statement[0], { Effect: 'Allow', Principal: '*', Action: 'ecr:*', Resource: '*' }],
};
const EFFECT_TWICE = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"ecr:*","Resource":"*"}]}';

/** JSON text of a scenario, what its error has to say. */
const MALFORMED: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a key that it gives twice',
    JSON.stringify(scenario('bad')).replace('"action":', '"action":"ecr:PutImage","action":'),
    ['`request.action` is given twice'],
  ],
  [
    'a key that it gives twice inside a policy',
    JSON.stringify(scenario('bad')).replace('"Sid":', '"Sid":"A","Sid":'),
    ['`identityPolicies[0].document.Statement[0].Sid` is given twice'],
  ],
  [
    'a policy given as text that gives a key twice',
    JSON.stringify(scenario('bad', { identityPolicies: [{ name: 'pull', document: EFFECT_TWICE }] })),
    ['identityPolicies[0].document', '`Statement[0].Effect` is given twice'],
  ],
  [
    'a policy given as text that is no JSON',
    JSON.stringify(scenario('bad', { resourcePolicies: ['{"Version":'] })),
    ['resourcePolicies[0]', 'not JSON'],
  ],
  [
    'an identity policy with a Principal element',
    JSON.stringify(scenario('bad', { identityPolicies: [{ name: 'pull', document: WITH_PRINCIPAL }] })),
    ['identityPolicies[0].document.Statement[1].Principal', '`Principal` is not allowed in an identity policy'],
  ],
  [
    'a repository policy without a Principal element',
    JSON.stringify(scenario('bad', { resourcePolicies: [PULL] })),
    ['resourcePolicies[0].Statement[0]', '`Principal`'],
  ],
  [
    'a mistyped element of a policy',
    JSON.stringify(scenario('bad', { identityPolicies: [{ ...PULL, Statment: [] }] })),
    ['identityPolicies[0].Statment', '`Statement`'],
  ],
  ['a mistyped layer', JSON.stringify(scenario('bad', { identityPolices: [] })), ['`identityPolices`', '`identityPolicies`']],
  ['no request', JSON.stringify({ name: 'bad' }), ['request is missing']],
  [
    'a wrong account id',
    JSON.stringify(scenario('bad', { request: { ...scenario('').request, resourceAccount: '11111' } })),
    ['request.resourceAccount', '12 digits', '11111'],
  ],
  [
    'a wrong account id in its principal',
    JSON.stringify(scenario('bad', { request: { ...scenario('').request, principal: 'arn:aws:iam::1111:user/alice' } })),
    ['request.principal', 'arn:aws:iam::1111:user/alice'],
  ],
  [
    'an action of no service',
    JSON.stringify(scenario('bad', { request: { ...scenario('').request, action: 'BatchGetImage' } })),
    ['request.action', '`BatchGetImage`', '`service:Name`'],
  ],
  [
    'a resource that is no ARN',
    JSON.stringify(scenario('bad', { request: { ...scenario('').request, resource: 'team/app' } })),
    ['request.resource', '`team/app`'],
  ],
];

describe('a malformed scenario says in one line what is wrong and where, and the others still run', () => {
  const input = MALFORMED.flatMap(([, text]) => [text, JSON.stringify(scenario('after'))]);
  const runs = new Map<string, Run>();
  const runOf = (form: 'lines' | 'list'): Run => {
    const before = runs.get(form);
    if (before) return before;
    const text = form === 'lines' ? input.join('\n') : `[${input.join(',\n')}]`;
    const made = run(['simulate', file(`malformed-${form}.json`, text)]);
    runs.set(form, made);
    return made;
  };

  test.each(MALFORMED.map(([title, , fragments], index) => ({ title, fragments, index })))('$title', ({ fragments, index }) => {
    for (const form of ['lines', 'list'] as const) {
      const [bad = '', after] = runOf(form)
        .stdout.split('\n')
        .slice(2 * index);
      expect(JSON.parse(bad)).toEqual({ name: 'bad', error: expect.not.stringContaining('\n') });
      for (const fragment of fragments) expect(JSON.parse(bad).error).toContain(fragment);
      expect(after).toBe(JSON.stringify(allowed('after')));
    }
  });

  test('the exit status is 1, and standard error says how many', () => {
    for (const form of ['lines', 'list'] as const) {
      const { status, stdout, stderr } = runOf(form);
      const summary = `${MALFORMED.length} of ${2 * MALFORMED.length} scenarios could not be evaluated: see their \`error\`\n`;
      expect({ status, stderr }).toEqual({ status: 1, stderr: summary });
      expectNoTrace(stdout);
    }
  });

  test('a line that is no JSON is named by its number', () => {
    const { status, stdout } = run(['simulate'], `${JSON.stringify(scenario('a'))}\n\n{"name": oops}\n${JSON.stringify(scenario('b'))}\n`);
    expect(status).toBe(1);
    expect(jsonLines(stdout)).toEqual([allowed('a'), { name: null, error: expect.stringMatching(/^not JSON.*line 3/) }, allowed('b')]);
  });

  test('a list may hold anything', () => {
    const { status, stdout } = run(['simulate'], JSON.stringify([null, 7, 'x', [], scenario('a')]));
    expect(status).toBe(1);
    const errors = [null, 7, 'x', []].map(() => ({ name: null, error: expect.stringContaining('expected an object') }));
    expect(jsonLines(stdout)).toEqual([...errors, allowed('a')]);
  });
});

describe('five thousand scenarios with malformed ones among them', () => {
  const COUNT = 5000;
  const kinds = MALFORMED.map(([, text]) => text);
  const isBad = (index: number): boolean => index % 97 === 0;
  const bad = Array.from({ length: COUNT }, (_, index) => index).filter(isBad).length;
  const texts = Array.from({ length: COUNT }, (_, index) => {
    const text = isBad(index) ? (kinds[(index / 97) % kinds.length] ?? '') : JSON.stringify(scenario('good'));
    return text.replace(/"name":"(?:good|bad)"/, `"name":"case ${index}"`);
  });

  test('give one line each, in the order given, and exit status 1', () => {
    const { status, stdout, stderr } = run(['simulate', file('many.jsonl', texts.join('\n'))]);
    const results = jsonLines(stdout).map((line) => simulationSchema.parse(line));
    expect(results.map(({ name }) => name)).toEqual(texts.map((_, index) => `case ${index}`));
    expect(results.flatMap((result, index) => ('error' in result ? [index] : []))).toEqual(texts.flatMap((_, i) => (isBad(i) ? [i] : [])));
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${bad} of ${COUNT} scenarios could not be evaluated: see their \`error\`\n` });
  });

  test('give the same bytes as lines, as a list, and in a file', () => {
    const text = texts.join('\n');
    const { status, stdout, stderr } = run(['simulate', file('many.jsonl', text)]);
    expect(differences(run(['simulate', 'many.jsonl']).stdout, stdout)).toEqual([]);
    expect(run(['simulate', 'many.jsonl', '--output', 'many.out'])).toEqual({ status, stdout: '', stderr });
    expect(differences(read('many.out'), stdout)).toEqual([]);
    const list = run(['simulate', file('many.json', `[${texts.join(',')}]`)]);
    expect(differences(list.stdout, stdout.replaceAll(/ \(line \d+\)"}$/gm, '"}'))).toEqual([]);
  });
});

test('standard input may come slowly', () => {
  const { status, stdout, stderr } = runSlowly(['simulate'], file('slow.json', scenario('a')));
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${JSON.stringify(allowed('a'))}\n`, stderr: '' });
});

describe('JSON Lines are decided as they come', () => {
  test('each before the next is there', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'simulate'], { cwd: path, env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const name of ['a', 'b', 'c']) {
      child.stdin.write(`${JSON.stringify(scenario(name))}\n`);
      expect(await lines.next()).toEqual({ done: false, value: JSON.stringify(allowed(name)) });
    }
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.skipIf(WITHOUT_POSIX)('and no further than somebody reads (not on Windows: it has no shell)', () => {
    file('one.jsonl', `${JSON.stringify(scenario('a'))}\n{"name": oops}\n`);
    const { status, stdout, stderr } = shell(path, '(yes "$(cat one.jsonl)" | ecr-drift simulate; echo "exit $?" >&2) | head -3');
    expect(jsonLines(stdout)).toEqual([allowed('a'), { name: null, error: expect.stringContaining('line 2') }, allowed('a')]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'exit 1\n' });
  });

  test.skipIf(WITHOUT_POSIX)('in memory that does not depend on how many there are (not on Windows: it has no shell)', () => {
    const long = { ...scenario('long').request, context: { 'aws:UserAgent': 'x'.repeat(1024 * 1024) } };
    file('long.jsonl', `${JSON.stringify(scenario('long', { request: long }))}\n`);
    const { status, stdout, stderr } = shell(
      path,
      'export NODE_OPTIONS=--max-old-space-size=64; for each in $(seq 300); do cat long.jsonl; done | ecr-drift simulate | uniq -c',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim()).toBe(`300 ${JSON.stringify(allowed('long'))}`);
  });

  test.skipIf(WITHOUT_POSIX)('and Ctrl-C ends it while it waits, and leaves no file (not on Windows: it has no such signals)', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'simulate', '--output', 'ended.out'], {
      cwd: path,
      env: {},
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stdin.write(`${JSON.stringify(scenario('a'))}\n`);
    while (!names().some((name) => name.endsWith('.tmp'))) await wait(20);
    child.kill('SIGINT');
    const [[status]] = await Promise.all([
      once(child, 'exit'),
      once(child.stderr, 'data').then(([text]) => expect(String(text)).toMatch(/^interrupted/)),
    ]);
    expect({ status, left: names().filter((name) => /^ended\.out|\.tmp$/.test(name)) }).toEqual({ status: 1, left: [] });
  });

  test('a line that is not UTF-8 is an error of its own', () => {
    const line = Buffer.from(`${JSON.stringify(scenario('a'))}\n`);
    const { status, stdout } = run(['simulate', file('mixed.jsonl', Buffer.concat([line, Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), line]))]);
    expect({ status, decisions: jsonLines(stdout) }).toEqual({
      status: 1,
      decisions: [allowed('a'), { name: null, error: 'not UTF-8 text (line 2)' }, allowed('a')],
    });
  });

  test('also when they are gzipped', () => {
    const lines = ['a', 'b'].map((name) => `${JSON.stringify(scenario(name))}\n`).join('');
    expect(jsonLines(run(['simulate', file('lines.jsonl.gz', gzipSync(lines))]).stdout)).toEqual([allowed('a'), allowed('b')]);
  });

  test('nothing is written to a file where the text turns out to be none', () => {
    expectRefusal(run(['simulate', file('none.jsonl', '{\n'), '--output', 'none.out']), ['none.jsonl', 'not JSON']);
    expect(names().filter((name) => /^none\.out|\.tmp$/.test(name))).toEqual([]);
  });
});

/** The lines in which two texts differ: a failure shows these, and not thousands of others. */
function differences(actual: string, expected: string): readonly unknown[] {
  const lines = expected.split('\n');
  const differing = actual.split('\n').flatMap((line, index) => (line === lines[index] ? [] : [[line, lines[index]]]));
  return actual.length === expected.length || differing.length > 0 ? differing : ['one is longer'];
}
