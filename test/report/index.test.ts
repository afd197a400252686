// The table of output formats: which results each has a form of, and what it says of itself.
import { describe, expect, test } from 'vitest';
import { commandsBelow, program } from '../../lib/cli/program.ts';
import { FORMATS, formatsOf, PRINTED_FORMAT, type ResultKind, rendered, SAVED_FORMAT } from '../../lib/report/index.ts';
import { acmeFile } from '../support/audited.ts';
import { textOf } from '../support/stored-text.ts';
import { accessOf, auditOf } from './support/views.ts';

const KINDS: readonly ResultKind[] = ['audit', 'access', 'explain'];

describe('formats', () => {
  test('render every audit, and of other results what has a form in them', () => {
    expect(formatsOf('audit')).toEqual(Object.keys(FORMATS));
    expect(formatsOf('access')).toEqual(['table', 'json', 'csv']);
    expect(formatsOf('explain')).toEqual(['table', 'json']);
  });

  test('are there for people and for programs, whatever the result', () => {
    for (const kind of KINDS) expect(formatsOf(kind)).toEqual(expect.arrayContaining([PRINTED_FORMAT, SAVED_FORMAT]));
  });

  test('have an ending of their own and a media type', () => {
    const formats = Object.values(FORMATS);
    expect(new Set(formats.map(({ ending }) => ending)).size).toBe(formats.length);
    for (const { ending, mediaType } of formats) {
      expect(ending).toMatch(/^(?:\.[a-z]+)+$/);
      expect(mediaType).toMatch(/^[a-z]+\/[a-z-]+(\+json)?(; charset=utf-8)?$/);
    }
  });

  test.each(formatsOf('audit'))('an audit in %s is text of its account that ends in a newline', (format) => {
    const view = auditOf(acmeFile());
    const text = textOf(rendered('audit', format, { view, printed: view, remarks: [] }));
    expect(text).toContain(format === 'table' ? 'scan complete' : view.account);
    expect(text).toMatch(/\n$/);
  });

  test('a result without a form in a format says which it has', () => {
    const { grants, ...head } = accessOf(acmeFile());
    expect(() => rendered('access', 'markdown', { head, grants: () => grants, lines: () => [], by: 'repository' })).toThrow(
      'access has no form in markdown: use table, json, csv',
    );
  });
});

test.each(KINDS)('the command %s offers the formats of its result', (kind) => {
  const command = commandsBelow(program({ exit: 0 })).find((each) => each.name() === kind);
  const option = command?.options.find(({ long }) => long === '--format');
  expect(option?.description).toBe(`${formatsOf(kind).join(' or ')} (default: ${PRINTED_FORMAT})`);
});
