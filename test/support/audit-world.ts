// A store, topics and a place for reports in memory, in which every operation of an audit may be its last.

import { findingStore } from '../../lib/lifecycle/state-store.ts';
import type { FindingStore, StateTexts } from '../../lib/model/ports.ts';
import { AuditError } from '../../lib/model/ports.ts';
import type { AccountState, Message } from '../../lib/model/state.ts';
import { type Alert, alertSchema } from '../../lib/notify/schema.ts';
import { tell } from '../../lib/notify/tell.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import type { AuditPorts } from '../../lib/run.ts';
import { ACCOUNT } from './following.ts';
import { storedState, type VersionedText } from './stored-text.ts';

/** The process is gone: whatever it does next fails as well. */
export class Killed extends Error {}

export interface World {
  readonly ports: AuditPorts;
  readonly store: FindingStore;
  readonly delivered: readonly Message[];
  readonly reports: readonly AuditView[];
  /** Every message that was in the state at any time. */
  readonly saved: readonly Message[];
  /** The next process dies at its `operation`-th step; none: it ends by itself. */
  readonly live: (operations?: number) => void;
  readonly state: () => Promise<AccountState>;
  /** Another world that is as this one is now, with nothing delivered, whose topics do not take some messages. */
  readonly copy: (rejects?: (message: Message) => boolean) => World;
}

export function world(before?: VersionedText, rejects: (message: Message) => boolean = () => false): World {
  let stored = before;
  let left = Number.POSITIVE_INFINITY;
  const delivered: Message[] = [];
  const saved: Message[] = [];
  const reports: AuditView[] = [];
  const step = (): void => {
    left -= 1;
    if (left < 0) throw new Killed('killed');
  };
  const texts: StateTexts = {
    nameOf: () => 'memory',
    remedyOf: async () => 'nothing helps',
    read: async () => {
      step();
      return storedState(stored);
    },
    replace: async (_, chunks, version) => {
      step();
      const text = [...chunks].join('');
      if (stored?.version !== version) throw new AuditError('conflict', 'memory has been replaced');
      stored = { text, version: `${Number(version ?? 0) + 1}` };
      saved.push(...(JSON.parse(text) as AccountState).unsent);
      // Killed after the write and before the run hears of it.
      step();
      return stored.version;
    },
  };
  const store = findingStore(texts);
  const ports: AuditPorts = {
    store,
    tell,
    publish: async (message) => {
      step();
      if (rejects(message)) throw new Error('the topic is gone');
      delivered.push(message);
      step();
    },
    saveReport: async ({ view }) => {
      step();
      reports.push(view);
      step();
    },
  };
  const state = async (): Promise<AccountState> => (await store.load(ACCOUNT)).state;
  const live = (operations = Number.POSITIVE_INFINITY): void => {
    left = operations;
  };
  return { ports, store, delivered, reports, saved, live, state, copy: (others = rejects) => world(stored, others) };
}

/** The alerts among messages, as subscribers of the findings topic read them. */
export function alertsIn(messages: readonly Message[]): readonly Alert[] {
  return messages.flatMap(({ topic, body }) => (topic === 'findings' ? [alertSchema.parse(JSON.parse(body))] : []));
}

/** `opened ecrd-...` of everything that alerts tell, once and sorted. */
export function transitionsTold(messages: readonly Message[]): readonly string[] {
  const told = alertsIn(messages).flatMap(({ event, findings }) =>
    findings.length === 0 ? [event] : findings.map(({ id }) => `${event} ${id}`),
  );
  return [...new Set(told)].sort();
}
