// What somebody who has the sources of a plan is asked: values that the plan leaves open.
import type { Ground } from './ground.ts';
import type { Instance, Instances } from './instances.ts';
import type { DocumentReading } from './policy-document.ts';
import type { Resolver } from './references.ts';

export type SourceReading =
  | { readonly kind: 'settled'; readonly value: unknown; readonly assumed: readonly string[] }
  | { readonly kind: 'open'; readonly by: readonly string[] };

export interface SourceReader {
  /** Undefined where the sources do not write it. */
  readonly attribute: (instance: Instance, attribute: string) => SourceReading | undefined;
  readonly document: (instance: Instance) => DocumentReading | undefined;
  readonly isWritten: (instance: Instance, attribute: string) => boolean;
}

/** What is known of a plan without its sources. */
export interface PlanContext {
  readonly ground: Ground;
  readonly instances: Instances;
  readonly read: Resolver;
  readonly documentOf: (instance: Instance) => DocumentReading;
}

export type ReadSources = (plan: PlanContext) => SourceReader;
