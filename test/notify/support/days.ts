// The days of one account, and every message of them as it goes out: docs/messages.md shows them, and tests look at them.

import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import { attributionsOf } from '../../../lib/events/attribution.ts';
import type { WriteCandidate } from '../../../lib/events/write-candidate.ts';
import { attributed } from '../../../lib/lifecycle/attributed.ts';
import type { Message } from '../../../lib/model/state.ts';
import type { NotifySettings } from '../../../lib/notify/messages.ts';
import { alertSchema } from '../../../lib/notify/schema.ts';
import { type SlackPayload, slackPayload } from '../../../lib/notify/slack.ts';
import { tell } from '../../../lib/notify/tell.ts';
import type { AuditView } from '../../../lib/report/schema.ts';
import type { AuditPorts } from '../../../lib/run.ts';
import { present, REFUSED, region, repository } from '../../snapshot/support/files.ts';
import { auditOn } from '../../support/audit-run.ts';
import { type World, world } from '../../support/audit-world.ts';
import { ACCOUNT, account, at, LOGIN, PULLING, roleArn, roleWith, statements } from '../../support/following.ts';

const PUSHING = ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'].map(
  (action) => `ecr:${action}`,
);
/** Of another account, which is in no organization. */
export const OUTSIDER = 'arn:aws:iam::222222222222:role/puller';
const BUCKET = `ecr-drift-prod-${ACCOUNT}-us-east-1`;

export const INTENT = `apiVersion: ecr-drift/v1
kind: AccessPolicy
metadata: { owner: team-app }
rules:
  - id: team
    repositories: [ "team/**" ]
    allow:
      - { principals: [ "arn:aws:iam::*:role/ci" ], capabilities: [ pull ] }
`;

/** What is given of a repository besides what is meant. */
export interface Given {
  /** Whom else the policy of `team/app` lets pull. */
  readonly outsiders?: readonly string[];
  /** Whether everybody may push to `team/web`. */
  readonly open?: boolean;
  /** Whether `old` may do everything everywhere. */
  readonly wide?: boolean;
  /** Whether the policy of `team/web` is not read. */
  readonly unread?: boolean;
  /** Left out, the account has a name. */
  readonly isNameless?: boolean;
  /** So many repositories that everybody may push to. */
  readonly many?: number;
  /** So many repositories that each let another account pull. */
  readonly each?: number;
}

function snapshotOf(day: string, { outsiders = [], open, wide, unread, isNameless, many = 0, each = 0 }: Given) {
  const to = (Sid: string, AWS: string | readonly string[], Action: readonly string[]) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS },
    Action,
  });
  const ci = to('Ci', roleArn('ci'), PULLING);
  const everybody = to('Everybody', '*', PUSHING);
  const app = statements(ci, ...(outsiders.length > 0 ? [to('Outsider', outsiders, PULLING)] : []));
  const web = unread ? REFUSED : present(statements(ci, ...(open ? [everybody] : [])));
  const others = Array.from({ length: many }, (_, index) => repository(`team/more-${index}`, { policy: present(statements(everybody)) }));
  const apart = Array.from({ length: each }, (_, index) => {
    const role = `arn:aws:iam::${String(300_000_000_000 + index)}:role/puller`;
    return repository(`team/each-${index}`, { policy: present(statements(to(`Pull${index}`, role, PULLING))) });
  });
  const repositories = [repository('team/app', { policy: present(app) }), repository('team/web', { policy: web }), ...others, ...apart];
  const old = roleWith('old', { Sid: 'All', Effect: 'Allow', Action: 'ecr:*', Resource: '*' });
  const organization = present({
    id: 'o-acme',
    managementAccount: '999999999999',
    path: 'o-acme/r-acme/',
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    accounts: [{ id: ACCOUNT, name: 'acme-production', path: 'o-acme/r-acme/' }],
  });
  return account({
    roles: [roleWith('ci', LOGIN), ...(wide ? [old] : [])],
    regions: [region('us-east-1', repositories)],
    fields: isNameless ? {} : { organization },
    collectedAt: at(day),
  });
}

export interface Sent {
  readonly mail: { readonly subject: string; readonly body: string; readonly attributes: Message['attributes'] } | undefined;
  /** One for each alert. */
  readonly posts: readonly SlackPayload[];
  readonly alerts: readonly Message[];
  readonly chat: readonly Message[];
  /** What was stored of the run. */
  readonly report: AuditView | undefined;
}

export interface Day extends Given {
  /** `none` where there is no baseline. */
  readonly intent?: string | undefined;
  /** What was written, as events tell it. */
  readonly writes?: readonly WriteCandidate[];
  /** Documents behind those of the intent. */
  readonly exceptions?: string;
}

/** A world of its own for one account. */
export function days() {
  const here: World = world();
  return async (day: string, { intent = INTENT, exceptions = '', writes = [], ...given }: Day = {}): Promise<Sent> => {
    const { length } = here.delivered;
    const time = day.includes('T') ? day : `${day}T06:00:00Z`;
    const key = `reports/${ACCOUNT}/${time.replaceAll(':', '-')}.html`;
    const reportUrl = `https://us-east-1.console.aws.amazon.com/s3/object/${BUCKET}?region=us-east-1&prefix=${encodeURIComponent(key)}`;
    const notify: NotifySettings = { topics: ['findings', 'email', 'chat'], minimumSeverity: 'info', reportUrl, attribution: 'events' };
    const files = [
      { path: 'baseline/team.yaml', text: intent },
      ...(exceptions === '' ? [] : [{ path: 'baseline/exceptions.yaml', text: exceptions }]),
    ];
    const baseline = intent === 'none' ? undefined : parseBaseline('baseline', files);
    await auditOn({ ...here.ports, tell: toldOf(writes) }, snapshotOf(time, given), { baseline, notify });
    return { ...sentIn(here.delivered.slice(length)), report: here.reports.at(-1) };
  };
}

/** Messages of a run that knows of some writes. */
function toldOf(writes: readonly WriteCandidate[]): AuditPorts['tell'] {
  return ({ followed, ...rest }) => {
    const attributions = attributionsOf({ events: followed.events, snapshot: rest.snapshot }, writes);
    return tell({ ...rest, followed: attributed(followed, attributions) });
  };
}

function sentIn(messages: readonly Message[]): Omit<Sent, 'report'> {
  const of = (topic: Message['topic']) => messages.filter((each) => each.topic === topic);
  const [mail] = of('email');
  const alerts = of('findings');
  const posts = alerts.map(({ body, attributes: { owner, headline, read, who } }) =>
    slackPayload(alertSchema.parse(JSON.parse(body)), { owner, headline, read, who }),
  );
  return { mail: mail && { subject: mail.subject ?? '', body: mail.body, attributes: mail.attributes }, posts, alerts, chat: of('chat') };
}
