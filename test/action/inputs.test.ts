// Inputs and outputs: whatever is in them is one argument, one output, one line.
import { describe, expect, test } from 'vitest';
import { checkArguments, commentId } from '../../action/inputs.ts';
import { pullRequestOf } from '../../action/pull-request.ts';
import { isWorthTelling, resultOf } from '../../action/result.ts';
import { annotation, outputText } from '../../action/runner.ts';

describe('the arguments', () => {
  test('are one for each value, and none for an empty input', () => {
    const environment = {
      INPUT_TERRAFORM: 'one plan.json\r\n\n  --two.json  ',
      INPUT_REPOSITORY_POLICY: 'a=$(id).json\nb="; rm -rf /;"',
      INPUT_SNAPSHOT: ' account.json ',
      INPUT_BASE: '',
      INPUT_REGIONS: 'us-east-1, eu-west-1\neu-north-1',
      INPUT_FAIL_ON: '--output=/etc/passwd',
    };
    expect(checkArguments(environment)).toEqual([
      'check',
      '--terraform=one plan.json',
      '--terraform=--two.json',
      '--repository-policy=a=$(id).json',
      '--repository-policy=b="; rm -rf /;"',
      '--snapshot=account.json',
      '--fail-on=--output=/etc/passwd',
      '--regions=us-east-1,eu-west-1,eu-north-1',
    ]);
    expect(checkArguments({})).toEqual(['check']);
  });

  test.each(['prod', 'prod-eu.1', undefined])('have the id %j', (id) => {
    expect(commentId({ INPUT_ID: id })).toBe(id ?? 'default');
  });

  test.each(['-->', 'a b', 'a--b', '-a', 'a-', 'x'.repeat(61), 'ä'])('have no id %j', (id) => {
    expect(commentId({ INPUT_ID: id })).toBeUndefined();
  });
});

describe('the runner', () => {
  test('reads an output as it is, whatever lines are in it', () => {
    const value = 'a\nexit-status<<EOF\n0\nEOF\n';
    const [, delimiter = ''] = /^x<<(\S+)\n/.exec(outputText({ x: value })) ?? [];
    expect(outputText({ x: value })).not.toContain(delimiter);
    const [head, ...rest] = outputText({ x: value }).split('\n');
    const end = head!.replace('x<<', '');
    expect(rest.slice(0, rest.indexOf(end)).join('\n')).toBe(value);
    expect(rest.slice(rest.indexOf(end) + 1)).toEqual(['']);
  });

  test('gets an annotation on one line', () => {
    expect(annotation('error', 'a\n::set-output name=x::y 50%')).toBe('::error title=ecr-drift::a\\u{a}::set-output name=x::y 50%25\n');
  });
});

describe('the event', () => {
  const event = (pull: unknown) => ({ pull_request: pull });

  test('says which pull request it is, and whether of a fork', () => {
    expect(pullRequestOf(event({ number: 7, head: { repo: { full_name: 'acme/shop' } } }), 'acme/shop')).toEqual({
      repository: 'acme/shop',
      number: 7,
      isFork: false,
    });
    expect(pullRequestOf(event({ number: 7, head: { repo: { full_name: 'eve/shop' } } }), 'acme/shop')).toMatchObject({ isFork: true });
    expect(pullRequestOf(event({ number: 7, head: { repo: null } }), 'acme/shop')).toMatchObject({ isFork: true });
  });

  test.each([undefined, {}, [], event(null), event({ number: '7' }), event({ number: 0 })])('%j is about none', (value) => {
    expect(pullRequestOf(value, 'acme/shop')).toBeUndefined();
  });

  test('is of no repository that is none', () => {
    expect(pullRequestOf(event({ number: 7 }), '../../user')).toBeUndefined();
  });
});

describe('the result', () => {
  const summary = { gained: 0, lost: 0, changed: 0, unresolved: 0 };
  const whole = { base: { asOf: '2026-11-21T20:00:00Z', complete: true }, summary, opened: [], resolved: [] };

  test('is worth a comment where access moves, where findings come or go, and where something is not known', () => {
    const told = (value: unknown, status = 0) => isWorthTelling(status, resultOf(value)!);
    expect(told(whole)).toBe(false);
    expect(told(whole, 3)).toBe(true);
    for (const name of Object.keys(summary))
      expect({ name, told: told({ ...whole, summary: { ...summary, [name]: 1 } }) }).toEqual({ name, told: true });
    expect(told({ ...whole, opened: [{}] })).toBe(true);
    expect(told({ ...whole, resolved: [{}] })).toBe(true);
  });

  test.each([null, [], {}, { ...whole, base: {} }, { ...whole, opened: 3 }, { ...whole, summary: { ...summary, gained: '3' } }])(
    '%j is none',
    (value) => {
      expect(resultOf(value)).toBeUndefined();
    },
  );
});
