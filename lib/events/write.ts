// A write of AWS as a row of a table: what it touches, and where in its record that is named.
import { arnFields } from '../model/ids.ts';
import type { Touched, TouchedPattern } from './touched.ts';

/** The account that events have to be of. */
export interface EventScope {
  readonly account: string;
  readonly partition: string;
}

/** What of a record a row looks at. */
export interface WriteCall extends EventScope {
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What AWS answered; empty where it answers nothing. */
  readonly response: Readonly<Record<string, unknown>>;
}

/**
 * `malformed`: what the call was about is not there. `otherAccount`: somebody of this account called another one's registry. `forged`: it
 * names what a call of this account and region cannot be about.
 */
export type TouchedReading = readonly Touched[] | 'malformed' | 'otherAccount' | 'forged';

export interface Write {
  /** What all that it touches has in common. */
  readonly touches: TouchedPattern;
  readonly read: (call: WriteCall) => TouchedReading;
}

/** A row whose record names what it touches by some texts of its parameters. */
export function write<const Names extends readonly string[]>(
  touches: TouchedPattern,
  names: Names,
  made: (call: WriteCall, ...texts: { readonly [N in keyof Names]: string }) => TouchedReading,
): Write {
  return {
    touches,
    read: (call) => {
      const texts = names.map((name) => textAt(call.parameters, name));
      // INVARIANT: there is a text for each name, since none is missing.
      return texts.includes(undefined) ? 'malformed' : made(call, ...(texts as { readonly [N in keyof Names]: string }));
    },
  };
}

/** The text of a member; undefined where there is none, or an empty one. */
export function textAt(members: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = members[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The members of an object inside of another one; none where it is not there. */
export function membersAt(members: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = members[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Whether an ARN is of a managed policy that this account, or AWS, has. */
export function isPolicyArn(arn: string, { account, partition }: EventScope): boolean {
  const fields = arnFields(arn);
  if (fields?.service !== 'iam' || fields.partition !== partition || fields.region !== '') return false;
  return (fields.account === account || fields.account === 'aws') && fields.resource.startsWith('policy/');
}
