// The report as one self-contained page: its head and what must be seen without a script are written here, the rest is data for the script.
import { createHash } from 'node:crypto';
import { joinedChunks } from '../../text/chunks.ts';
import { counted } from '../../text/quote.ts';
import type { AuditResult } from '../output-format.ts';
import type { PageSources } from '../page-sources.ts';
import { pageView } from './page.ts';
import type { PageView } from './page-view.ts';

/** The page; where nobody has the sources it is what can be read without a script. */
export function htmlOf(result: AuditResult, sources: PageSources | undefined): Iterable<string> {
  return joinedChunks(pieces(pageView(result, sources), sources));
}

function* pieces(view: PageView, sources: PageSources | undefined): Iterable<string> {
  const { script, style } = sources?.assets ?? { script: '', style: '' };
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n';
  yield '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n';
  yield `<title>${escaped(`ECR access of ${view.accountName ?? view.account}, ${day(view.asOf)}`)}</title>\n`;
  yield `<style>${style}</style>\n</head>\n<body>\n`;
  yield* opening(view);
  yield `<div id="report">\n${withoutScript(view)}</div>\n`;
  yield `<script type="application/json" id="audit">${embedded(view)}</script>\n`;
  if (script !== '') yield `<script>${script}</script>\n`;
  yield '</body>\n</html>\n';
}

/** Nothing is loaded and nothing runs but what is in the page. */
function policy(script: string, style: string): string {
  const scripts = script === '' ? "'none'" : digestOf(script);
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${digestOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function digestOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What cannot be hidden: whose report it is, when it was read, and whether everything was. */
function* opening({ account, accountName, asOf, reread, regions, complete, incompleteness }: PageView): Iterable<string> {
  const where =
    regions.length === 0
      ? ''
      : `${regions.slice(0, MOST_REGIONS).join(', ')}${regions.length > MOST_REGIONS ? ` and ${regions.length - MOST_REGIONS} more` : ''}`;
  const who = accountName === null ? `account ${account}` : `${accountName} (${account})`;
  const about = [who, where, `read ${minute(asOf)}`, reread].filter((part) => part !== '');
  yield `<header class="head">\n<p class="product">ecr-drift</p>\n<h1>Who can do what in ECR</h1>\n<p class="about">${escaped(about.join(' · '))}</p>\n</header>\n`;
  const [heading = complete ? 'Complete: everything that was asked for was read' : 'INCOMPLETE', ...lines] = incompleteness;
  const list = lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escaped(line.trim())}</li>`).join('')}</ul>`;
  yield `<div class="banner ${complete && incompleteness.length === 0 ? 'complete' : 'incomplete'}" role="status" id="completeness-banner"><p>${escaped(heading)}</p>${list}</div>\n`;
}

const MOST_REGIONS = 6;
const MOST_CAUSES = 100;

/** What a reader without script has: counts and causes. */
function withoutScript({ summary, causes, sha256 }: PageView): string {
  const { open, accepted, resolved } = summary.byState;
  const rows = causes.first
    .slice(0, MOST_CAUSES)
    .map(
      ({ id, severity, message, label }) =>
        `<li id="${escaped(id)}"><strong>${escaped(severity)}</strong> ${escaped(message)} <small>${escaped(`${label} ${id}`)}</small></li>\n`,
    );
  const more = causes.total > rows.length ? `<p>${escaped(`${causes.total - rows.length} more are in the JSON report`)}</p>\n` : '';
  return [
    `<main class="plain"><p>${escaped(`${counted(causes.total, 'cause')}: ${open} open, ${accepted} accepted, ${resolved} resolved, ${summary.unverified} not verified`)}</p>\n`,
    `<ol>\n${rows.join('')}</ol>\n${more}`,
    `<p>The same audit as JSON has the sha256 ${escaped(sha256)}.</p></main>\n`,
  ].join('');
}

function day(instant: string): string {
  return instant.slice(0, 'YYYY-MM-DD'.length);
}

function minute(instant: string): string {
  return `${instant.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')} UTC`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The one escape of markup: no text is a tag, an entity or the end of an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** JSON that ends no script and begins no comment. */
function embedded(view: PageView): string {
  return JSON.stringify(view).replaceAll('<', '\\u003c');
}
