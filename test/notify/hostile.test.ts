// Whatever strangers named arrives inert in every channel.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActorView } from '../../lib/events/schema.ts';
import { headed } from '../../lib/notify/alerts.ts';
import { attributesOf } from '../../lib/notify/attributes.ts';
import { chatNotification } from '../../lib/notify/chat.ts';
import { digestMail } from '../../lib/notify/email.ts';
import { mrkdwn, mrkdwnCode } from '../../lib/notify/mrkdwn.ts';
import { subjectLine } from '../../lib/notify/plain.ts';
import { type SlackPayload, slackPayload } from '../../lib/notify/slack.ts';
import { whoOf } from '../../lib/notify/who.ts';
import type { FindingView } from '../../lib/report/schema.ts';
import { actor } from '../support/actors.ts';
import { blockTexts, finding, alert as hostileAlert, notice } from '../support/alerts.ts';
import { ACCOUNT, at } from '../support/following.ts';
import { rounds } from '../support/property.ts';

const HOSTILE: readonly (readonly [string, string])[] = [
  ['a mention of a channel', '<!channel>'],
  ['a mention of everyone', '@everyone @here'],
  ['a mention of a user', '<@U012AB3CD>'],
  ['a link with another name', '<https://evil.example|AWS console>'],
  ['a bare link', 'https://evil.example/login'],
  ['a Markdown link', '[AWS console](https://evil.example)'],
  ['a Markdown image', '![x](https://evil.example/x.png)'],
  ['markup', '*bold* _italic_ ~gone~ > quoted'],
  ['the end of a code span', '` <!here> `'],
  ['the end of many code spans', '``` ` `` <!here> ` `` ```'],
  ['line breaks', 'one\n> two\r\n*three*\u2028four\u0085five'],
  ['bidi controls', '\u202enimda\u202c \u2066x\u2069'],
  ['a formula', '=HYPERLINK("https://evil.example")'],
  ['an encoded word', '=?utf-8?B?aGVsbG8=?='],
  ['HTML', '<script>alert(1)</script><b>'],
  ['an emoji by its name', ':rotating_light:'],
  ['emoji', '\u{1f6a8}\u{1f6a8}'],
  ['half of a character', '\ud83d'],
  ['an entity', '&lt;!channel&gt;'],
  ['a channel', '#general <#C012AB3CD>'],
  ['a header', 'x\r\nBcc: everybody@example.com'],
  ['ten thousand characters', 'Sid'.repeat(3_500)],
  ['ten thousand emoji', '\u{1f6a8}'.repeat(5_000)],
];

type Change = Extract<NonNullable<FindingView['mend']>, { readonly changes: unknown }>['changes'][number];

function change(fields: Partial<Change>): Change {
  return {
    target: 'repositoryPolicy',
    name: 'a',
    principal: null,
    region: null,
    before: '{}',
    after: null,
    diff: '',
    command: '',
    affects: [],
    ...fields,
  };
}

/** Who did it, where a stranger chose all names. */
function by(text: string): ActorView {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/admin/${text}`;
  return actor({
    arn,
    issuer: `arn:aws:iam::${ACCOUNT}:role/${text}`,
    via: text,
    event: text,
    userAgent: text,
    sourceIp: text,
    touched: [text],
  });
}

/** A notice in which strangers wrote all that they can. */
function hostile(text: string) {
  return notice(
    {
      cause: `repository policy of ${text}`,
      actor: by(text),
      complete: false,
      unread: [{ part: text, api: text, code: text, message: text }],
      findings: [
        finding({
          repository: text,
          principal: text,
          actor: by(text),
          message: `${text} can pull from ${text}: no rule allows it`,
          evidence: {
            via: [{ policy: text, sid: text, index: 0 }],
            conditions: [{ account: text }, { effect: 'Allow', operator: text, key: text, values: [text], policy: text, index: 0 }],
            repositories: [{ region: text, repository: text }],
            rule: { id: text, file: text, line: 1 },
          },
        }),
      ],
    },
    {
      owner: text,
      headline: `${text} can pull`,
      read: `account ${text}, read 2026-11-21 20:00 UTC`,
      who: whoOf({ kind: 'opened', alert: hostileAlert({ actor: by(text), findings: [finding({ actor: by(text) })] }) }),
    },
  );
}

/** A notice as a run makes it, of an account whose name a stranger chose, as that of the outsider. */
function namedBy(text: string) {
  const occasion = {
    account: ACCOUNT,
    at: at('2026-11-21T20:00:00Z'),
    coverage: { complete: true, unread: [] },
    reportUrl: null,
    names: new Map<string, string>([
      [ACCOUNT, text],
      ['464622532012', text],
    ]),
  };
  return { occasion, named: headed(occasion, notice()) };
}

/** What is left of mrkdwn when its code spans are taken out; they hold no backtick and no line break. */
function outsideCode(text: string): string {
  return text.replaceAll(/`[^`\n]+`/g, '');
}

const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function expectInert(line: string): void {
  expect(line).not.toMatch(CONTROLS);
  // The one link is our own.
  expect(line).not.toMatch(/<(?!https:\/\/reports\.example\/)|[^|]>|&(?!amp;|lt;|gt;)/);
  const rest = outsideCode(line).replaceAll(/\*(?:Fix|Undo|Keep|high)\*/g, '');
  expect(rest).not.toMatch(/[`*_~@#[\]!\\]|&lt;|&gt;|:\/\/|:\w+:|www\./);
}

function textsOf({ text, blocks }: SlackPayload): readonly string[] {
  return [text, ...blocks.flatMap(blockTexts)];
}

describe.each(HOSTILE)('%s', (_, text) => {
  test('is inert in Slack', () => {
    const { alert } = hostile(text);
    for (const line of textsOf(slackPayload(alert, { owner: text, headline: text, read: text })).flatMap((each) => each.split('\n')))
      expectInert(line);
  });

  test('is inert in a chat notification', () => {
    const { content, metadata } = chatNotification(hostile(text));
    const texts = [
      content.title,
      content.description,
      ...content.nextSteps,
      metadata.summary,
      ...Object.values(metadata.additionalContext),
    ];
    for (const line of texts.flatMap((each) => each.split('\n'))) expectInert(line);
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8_000);
    expect(content.nextSteps.filter((step) => step.length > 350)).toEqual([]);
    expect(content.keywords.filter((word) => word.length > 75)).toEqual([]);
  });

  test('is inert in an e-mail: a subject of printable ASCII, and lines that stay lines and are no links', () => {
    const occasion = {
      account: ACCOUNT,
      at: at('2026-11-21'),
      coverage: { complete: true, unread: hostile(text).alert.unread },
      reportUrl: null,
    };
    const open = { critical: 0, high: 1, medium: 0, low: 0, info: 0 };
    const calm = digestMail(occasion, [hostile('calm')], { previous: null, open });
    const { subject, body } = digestMail(occasion, [hostile(text)], { previous: null, open });
    expect(subject).toMatch(/^\[ECR drift\]\[NEW high\] [\x20-\x7e]{1,80}$/);
    expect(subject).not.toContain('=?');
    expect(body.split('\n')).toHaveLength(calm.body.split('\n').length);
    for (const line of body.split('\n')) {
      expect(line).not.toMatch(CONTROLS);
      expect(line.length).toBeLessThanOrEqual(310);
    }
    expect(body).not.toContain('://');
  });

  test('is inert as the name of an account, everywhere', () => {
    const { occasion, named } = namedBy(text);
    const { headline, read } = attributesOf(named);
    const { content, metadata } = chatNotification(named, occasion.names);
    const texts = [...textsOf(slackPayload(named.alert, { headline, read })), content.title, content.description, metadata.summary];
    for (const line of texts.flatMap((each) => each.split('\n'))) expectInert(line);
    const open = { critical: 0, high: 1, medium: 0, low: 0, info: 0 };
    const { subject, body } = digestMail(occasion, [named], { previous: null, open });
    expect(subject).toMatch(/^\[ECR drift\]\[NEW high\] [\x20-\x7e]{1,80}$/);
    expect(subject).not.toContain('=?');
    expect(body.split('\n')).toHaveLength(digestMail(occasion, [namedBy('calm').named], { previous: null, open }).body.split('\n').length);
    for (const line of body.split('\n')) {
      expect(line).not.toMatch(CONTROLS);
      expect(line.length).toBeLessThanOrEqual(310);
    }
    expect(body).not.toContain('://');
  });

  test('in a report address or in a command is neither linked nor pasted', () => {
    const changes = [change({ command: `aws ecr delete-repository-policy --repository-name '${text}'` })];
    const found = finding({ mend: { changes, alsoRemoves: [], warnings: [], accept: '' } });
    const reportUrl = `https://reports.example/${text}`;
    const payload = slackPayload(hostileAlert({ findings: [found], reportUrl }));
    for (const line of textsOf(payload).flatMap((each) => each.split('\n'))) expect(line).not.toMatch(CONTROLS);
    const button = payload.blocks.find((block) => block.type === 'actions');
    for (const { url } of button?.type === 'actions' ? button.elements : []) expect(url).toMatch(/^https:\/\/reports\.example\/[!-~]*$/);
  });

  test('is an attribute that SNS takes', () => {
    const attributes = attributesOf(hostile(text));
    for (const value of Object.values(attributes)) {
      expect(value).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd]{1,256}$/u);
      expect(value).not.toMatch(CONTROLS);
    }
    expect(Object.keys(attributes)).toEqual([
      'severity',
      'code',
      'event',
      'account',
      'region',
      'repository',
      'owner',
      'headline',
      'read',
      'who',
    ]);
  });
});

/** Text out of what Slack and Markdown give a meaning, and some that they do not. */
const charged = fc
  .array(fc.constantFrom(...'`*_~<>&@#|!:/.-=+([])\\ \n\r\u2028\u202eaB1é\u{1f6a8}'), { maxLength: 120 })
  .map((chars) => chars.join(''));

// Seen failing, on copies: backticks left in code, and only angle brackets, ampersands and backticks taken for markup.
test('whatever the text, nothing of it has a meaning in Slack', () => {
  fc.assert(
    fc.property(charged, (text) => {
      for (const line of textsOf(slackPayload(hostile(text).alert, { owner: text, headline: text, read: text })).flatMap((each) =>
        each.split('\n'),
      ))
        expectInert(line);
    }),
    { numRuns: rounds(1_000) },
  );
});

describe('the one escape of mrkdwn', () => {
  test.each([
    ['plain words stay', 'team/app can pull, from us-east-1: yes', 'team/app can pull, from us-east-1: yes'],
    ['a wildcard is code', 'can pull * and repository/*', 'can pull `*` and `repository/*`'],
    ['an ARN is code', 'arn:aws:iam::111111111111:role/dev can', '`arn:aws:iam::111111111111:role/dev` can'],
    ['an account is a word', 'account:222222222222 can', 'account:222222222222 can'],
    ['what a message quotes is code once', 'rule `payments_1` forbids it', 'rule `payments_1` forbids it'],
    ['three characters are escaped, and nothing else', '<a&b>"\'', '`&lt;a&amp;b&gt;"\'`'],
    ['a backtick is none', 'a`b', "`a'b`"],
    ['a quote is code', '> x', '`&gt;` x'],
    ['a list is code', '1. x - y', '`1.` x `-` y'],
    ['an accent is a letter', 'équipe/größe', 'équipe/größe'],
  ])('%s', (_, text, expected) => {
    expect(mrkdwn(text, 200)).toBe(expected);
  });

  test('text that is nothing but markup is code as a whole, and short', () => {
    const escaped = mrkdwn('& '.repeat(100), 200);
    expect(escaped).toBe(`\`${'&amp; '.repeat(20)}...\``);
  });

  test('a character is never cut in half', () => {
    expect(mrkdwnCode('\u{1f6a8}\u{1f6a8}', 3)).toBe('`\u{1f6a8}...`');
  });
});

test('a subject is cut to what SNS takes', () => {
  expect(subjectLine('a'.repeat(99))).toBe('a'.repeat(99));
  expect(subjectLine('a'.repeat(100))).toBe(`${'a'.repeat(96)}...`);
  expect(subjectLine('caf\u00e9 \n x')).toBe('caf? \\u{a} x');
});
