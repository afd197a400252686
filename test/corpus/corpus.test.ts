// The corpus: every case is decided by the engine and by the oracle, and both have to say what the case says.
import { describe, expect, test } from 'vitest';
import { evaluateScenario } from '../../lib/scenario/evaluate.ts';
import { judge } from '../oracle/completions.ts';
import { type Case, loadCases } from './load.ts';
import { readRules, rulesOfOtherCorpora, TESTABLE } from './rules.ts';

const CASES = loadCases();
const BY_FILE = Map.groupBy(CASES, ({ file }) => file);

for (const [file, cases] of BY_FILE) {
  describe(`${file}: the engine`, () => {
    for (const given of cases) test(given.title, () => checkEngine(given));
  });

  // An unread policy is not the oracle's business: it knows complete worlds, and those that context or a session name completes.
  describe(`${file}: the oracle`, () => {
    for (const given of cases.filter(isReadable)) test(given.title, () => checkOracle(given));
  });
}

describe('the rules', () => {
  const { ids, notShown } = readRules();
  const cited = new Set(CASES.flatMap(({ rules }) => rules));

  test('every rule that a case cites is in docs/semantics.md', () => {
    expect([...cited, ...rulesOfOtherCorpora()].filter((rule) => !ids.includes(rule))).toEqual([]);
  });

  test('every rule has a case, or a reason why no decision can show it', () => {
    const shown = new Set([...cited, ...rulesOfOtherCorpora(), ...notShown]);
    expect(TESTABLE.filter((rule) => !shown.has(rule) || !ids.includes(rule))).toEqual([]);
  });

  test('no rule is called untestable while a case shows it', () => {
    expect(notShown.filter((rule) => cited.has(rule) || !ids.includes(rule))).toEqual([]);
  });

  test('no rule id is given twice', () => {
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test('no two cases have the same title', () => {
    const titles = CASES.map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });
});

function checkEngine(given: Case): void {
  const output = evaluateScenario(given.scenario);
  if (given.expect.error) expect(output).toHaveProperty('error', expect.any(String));
  else expect(shownOf(output, given)).toEqual(wantedOf(given));
}

function checkOracle({ scenario, expect: { error, decision, deniedBy = [] } }: Case): void {
  if (error) expect(() => judge(scenario)).toThrow();
  else expect(judge(scenario)).toEqual({ decision, deniedBy });
}

function isReadable({ scenario: { request: _, serviceControlPolicies, resourceControlPolicies, ...policies } }: Case): boolean {
  return !JSON.stringify(policies).includes('{"status":"unknown"}');
}

/** The parts of the engine's answer that the case speaks about, in the words of the corpus. */
function shownOf(output: ReturnType<typeof evaluateScenario>, { expect: wanted }: Case): unknown {
  if ('error' in output) return output;
  const { decision, deniedBy } = output;
  const statements =
    wanted.statements === undefined ? {} : { statements: output.statements.map(({ policy, index }) => `${policy}#${index}`).sort() };
  const keys = output.conditions.map((condition) => ('account' in condition ? 'account' : condition.key));
  const conditions = wanted.conditions === undefined ? {} : { conditions: [...new Set(keys)].sort() };
  return { decision, deniedBy, ...statements, ...conditions };
}

function wantedOf({ expect: { decision, deniedBy = [], statements, conditions } }: Case): unknown {
  return {
    decision,
    deniedBy,
    ...(statements === undefined ? {} : { statements: [...statements].sort() }),
    ...(conditions === undefined ? {} : { conditions: [...conditions].sort() }),
  };
}
