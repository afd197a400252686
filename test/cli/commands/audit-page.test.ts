// `audit` as a page and in the formats that other tools read: the built program.
import { describe, expect, test } from 'vitest';
import { embeddedIn } from '../../support/page.ts';
import { ACME, ACME_BASELINE, expectRefusal, workplace } from '../support/program.ts';

const { run, read, names } = workplace();
const AUDIT = ['audit', '--snapshot', ACME, '--baseline', ACME_BASELINE, '--fail-on', 'never'];

describe('audit', () => {
  test('writes a page that has its script and its style within', () => {
    expect(run([...AUDIT, '--format', 'html', '--output', 'audit.html'])).toMatchObject({ status: 0, stdout: '' });
    const html = read('audit.html');
    expect([html.includes('<style>:root{'), html.includes('<script>"use strict";(()=>{')]).toEqual([true, true]);
    expect(embeddedIn(html).access?.kind).toBe('whole');
  });

  test.each(['csv', 'sarif', 'junit', 'asff', 'ocsf'])('prints %s', (format) => {
    const { status, stdout } = run([...AUDIT, '--format', format]);
    expect(status).toBe(0);
    expect(stdout).toContain('ecrd-3osl65iqsdnbda4mchqg');
  });

  test('with --open writes a page, and says where it is where nothing shows it', () => {
    const { status, stdout, stderr } = run([...AUDIT, '--open', '--output', 'shown.html'], '', { PATH: '/nowhere' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^full result written to .*shown\.html\nnothing here shows a page: open .*shown\.html in a browser\n$/);
    expect(names()).toContain('shown.html');
  });

  test('refuses to show in a browser what is no page', () => {
    expectRefusal(run([...AUDIT, '--open', '--format', 'json']), ['--open shows a page, which json is not: leave out --format']);
  });
});
