// Policy documents of the baseline that are written for another partition of AWS than the account is in: they mean nothing here.
import type { IntentPolicy, Rule } from '../../model/baseline.ts';
import { isObject } from '../../policy/parse/parse-report.ts';
import { quoted } from '../../text/quote.ts';
import type { BaselineReport } from './baseline-check.ts';

/** One report for each document with statements that can match nothing in `partition`, that of the account. */
export function foreignDocuments(rules: readonly Rule[], partition: string): readonly BaselineReport[] {
  return rules.flatMap((rule) =>
    rule.entries.flatMap(({ policy, at }) => {
      const foreign = policy ? foreignStatements(policy, partition) : [];
      const [first] = foreign;
      if (!policy || !first) return [];
      const statements = foreign.map(({ index }) => index).join(', ');
      const message = `${quoted(policy.name)} of rule \`${rule.id}\` means nothing here: statement ${statements} names partition \`${first.partition}\`, and the account is in \`${partition}\`: write \`{PARTITION}\``;
      return [{ at, subject: `${rule.id} ${policy.name} ${first.partition}`, message }];
    }),
  );
}

interface ForeignStatement {
  readonly index: number;
  readonly partition: string;
}

const ELEMENTS = ['Resource', 'Principal'] as const;

/** A document that also has statements for this partition is written for several. */
function foreignStatements({ text }: IntentPolicy, partition: string): readonly ForeignStatement[] {
  const document: unknown = JSON.parse(text);
  const statements = isObject(document) ? [document['Statement']].flat() : [];
  return ELEMENTS.flatMap((element) => {
    const read = statements.map((statement, index) => ({ index, words: isObject(statement) ? wordsIn(statement[element]) : [] }));
    if (read.some(({ words }) => words.some((word) => isHere(word, partition)))) return [];
    return read.flatMap(({ index, words }) => {
      const [first] = words;
      const named = first === undefined ? undefined : PARTITION.exec(first)?.[1];
      return named !== undefined && words.every((word) => PARTITION.test(word)) ? [{ index, partition: named }] : [];
    });
  });
}

/** Strings of an element, however it nests them. */
function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return isObject(value) ? Object.values(value).flatMap(wordsIn) : [];
}

/** An ARN whose partition is spelled out. */
const PARTITION = /^arn:([a-z0-9-]+):/;

/** An ARN that means this partition, by name, by a wildcard or by the placeholder. */
function isHere(word: string, partition: string): boolean {
  if (!word.startsWith('arn:')) return false;
  const named = PARTITION.exec(word)?.[1];
  return named === undefined || named === partition;
}
