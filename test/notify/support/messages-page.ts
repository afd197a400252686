// docs/messages.md, made of the messages of some days.
import type { WriteCandidate } from '../../../lib/events/write-candidate.ts';
import type { Message } from '../../../lib/model/state.ts';
import type { SlackBlock, SlackPayload } from '../../../lib/notify/slack.ts';
import { ACCOUNT, at } from '../../support/following.ts';
import { days, OUTSIDER, type Sent } from './days.ts';

const LEAD = `# Messages

What people and programs get, for one account on two days. The page is made by a test from a run like any other (\`UPDATE_GOLDEN=1 npx vitest
run test/notify/messages-page.test.ts\` writes it), so what stands here is what goes out. Ids are real; \`alert-...\` are shortened.

- **E-mail** is one digest for each run that has something to tell: the gravest first, 60 lines at most, what is left out is counted.
- **Slack** is one post for each alert: who can do what where, then whose account it is, when it was read and whether all of it was. Buttons open the report at the finding.
- **The findings topic** has one alert for each cause ([formats](formats.md#alert)), with attributes to filter by. **Chat** gets the same as a notification of Amazon Q Developer.

The first line says who can do what where. What was not read stands directly below. \`undo\` is the command where it takes away that and nothing else, and
otherwise the place in the report that shows the change; \`keep\` works as it is pasted, in the folder that \`baseline\` is in. The reports are in a
private bucket: their links need a login to the AWS console, and every message says so.

Who did it comes from events of CloudTrail: one who did it, or all who may have. Where no event names anybody, that is said once.`;

/** The page as it is now. */
export async function messagesPage(): Promise<string> {
  const day = days();
  const outsiders = [OUTSIDER];
  const first = await day('2026-11-21', { wide: true, open: true });
  await day('2026-11-21T07:00:00Z');
  const opened = await day('2026-11-22', { outsiders, writes: [wrote('team/app', 'ci-1234', 1)] });
  const several = await day('2026-11-22T12:00:00Z', {
    ...{ outsiders, many: 1, each: 1 },
    writes: [wrote('team/more-0', 'ci-1235', 2), wrote('team/more-0', 'jane', 3)],
  });
  const over = await day('2026-11-22T13:00:00Z', { outsiders, many: 1 });
  const incomplete = await day('2026-11-22T14:00:00Z', { outsiders, many: 1, unread: true });
  const sections = [
    section('The first audit', 'It tells once what it found; from then on, what changes.', first),
    section('Somebody got in', 'A repository policy lets a role of another account pull.', opened),
    section('Several causes in one run', 'Everybody may push to a new repository, and another account may pull from another one.', several),
    section('It is over', 'The second repository is gone.', over),
    section('A scan that is not whole', 'A policy cannot be read: nothing is concluded from it.', incomplete),
  ];
  return `${[LEAD, ...sections].join('\n\n')}\n`;
}

/** A write of the policy of a repository, as an event tells it. */
function wrote(repository: string, session: string, id: number): WriteCandidate {
  const [arn, issuer] = [`arn:aws:sts::${ACCOUNT}:assumed-role/deploy/${session}`, `arn:aws:iam::${ACCOUNT}:role/deploy`];
  const who = { kind: 'role', arn, account: ACCOUNT, issuer, sourceIp: '203.0.113.7', userAgent: 'aws-cli/2.31.0', via: null } as const;
  const call = { event: 'SetRepositoryPolicy', at: at(`2026-11-22T05:1${id}:00Z`), eventId: `00000000-0000-4000-8000-00000000000${id}` };
  return {
    actor: { ...who, ...call },
    region: 'us-east-1',
    touched: [{ kind: 'repository', region: 'us-east-1', repository, part: 'policy' }],
  };
}

function section(title: string, what: string, { mail, posts, alerts, chat }: Sent): string {
  return [
    `## ${title}`,
    what,
    'E-mail:',
    fenced('text', `Subject: ${mail?.subject}\nAttributes: ${JSON.stringify(mail?.attributes)}\n\n${mail?.body.trimEnd()}`),
    'Slack:',
    ...posts.map((post) => fenced('text', slackText(post))),
    'The findings topic, the first alert:',
    fenced('json', alertText(alerts[0])),
    'Chat, the same:',
    fenced('text', chatText(chat[0])),
  ].join('\n\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`\`${language}\n${text}\n\`\`\`\``;
}

function slackText({ text, blocks }: SlackPayload): string {
  return [`(notification) ${text}`, ...blocks.map(blockText)].join('\n');
}

function blockText(block: SlackBlock): string {
  if (block.type === 'context') return block.elements.map(({ text }) => text).join('\n');
  if (block.type === 'actions') return block.elements.map(({ text, url }) => `(button) ${text.text}: ${url}`).join(' ');
  return `${block.text.text}${block.accessory ? `\n    (button) ${block.accessory.text.text}: ...${block.accessory.url.slice(block.accessory.url.indexOf('#'))}` : ''}`;
}

/** What is long in it is told by its size. */
function alertText(message: Message | undefined): string {
  if (!message) return '';
  const { findings, id, ...rest } = JSON.parse(message.body);
  const shown = { ...rest, id: 'alert-...', findings: `${findings.length} of them, each as in an audit` };
  return JSON.stringify({ attributes: message.attributes, message: shown }, null, 2);
}

function chatText(message: Message | undefined): string {
  if (!message) return '';
  const { content } = JSON.parse(message.body);
  return [content.title, '', content.description, ...content.nextSteps].join('\n');
}
