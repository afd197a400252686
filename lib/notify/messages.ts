// Notices → messages of the topics: rendered once, saved with the state, sent as they were saved.
import { reaches } from '../drift/severity.ts';
import type { AttributionSource } from '../model/actor.ts';
import type { Severity } from '../model/severity.ts';
import type { Message, Topic } from '../model/state.ts';
import { digest, inGravityOrder, type Notice, type Occasion } from './alerts.ts';
import { attributesOf, mailAttributes } from './attributes.ts';
import { chatNotification } from './chat.ts';
import { digestMail, type OpenCounts } from './email.ts';

/** What a deployment wants to be told, and where. */
export interface NotifySettings {
  /** The topics that there are. */
  readonly topics: readonly Topic[];
  /** What is milder is told to nobody. */
  readonly minimumSeverity: Severity;
  /** Where it gets to know who did something; left out, it is not said that it is not known. */
  readonly attribution?: AttributionSource | undefined;
  /** Where the report of this run can be read, or null. */
  readonly reportUrl: string | null;
}

/** The notices that people want to hear of; what is about the audit itself always counts. */
export function wanted(notices: readonly Notice[], { minimumSeverity }: Pick<NotifySettings, 'minimumSeverity'>): readonly Notice[] {
  return notices.filter(({ alert, kind }) => kind === 'onboarding' || kind === 'test' || reaches(alert.severity, minimumSeverity));
}

export interface Mailing {
  readonly occasion: Occasion;
  readonly notices: readonly Notice[];
  /** Undefined where nothing was audited. */
  readonly counts: OpenCounts | undefined;
}

/** One message for each notice and topic, and one digest by e-mail; nothing where there is no notice. */
export function messagesOf({ occasion, notices, counts }: Mailing, topics: readonly Topic[]): readonly Message[] {
  if (notices.length === 0) return [];
  return topics.flatMap((topic) =>
    topic === 'email' ? [mailOf({ occasion, notices, counts })] : notices.map((each) => RENDERERS[topic](each, occasion)),
  );
}

const RENDERERS = {
  findings: (notice: Notice): Message => messageOf('findings', notice, notice.alert),
  chat: (notice: Notice, { names }: Occasion): Message => messageOf('chat', notice, chatNotification(notice, names)),
} as const satisfies Record<Exclude<Topic, 'email'>, (notice: Notice, occasion: Occasion) => Message>;

function messageOf(topic: Topic, notice: Notice, body: object): Message {
  return { topic, id: notice.alert.id, subject: null, body: JSON.stringify(body), attributes: attributesOf(notice) };
}

function mailOf({ occasion, notices, counts }: Mailing): Message {
  const { account, at } = occasion;
  const ids = notices.map(({ alert }) => alert.id).sort();
  return {
    topic: 'email',
    id: `digest-${digest([account, at, ids])}`,
    ...digestMail(occasion, notices, counts),
    attributes: mailAttributes(account, inGravityOrder(notices)),
  };
}
