// Histories of a small account: writes whose events come once, twice, late or never, and scans that read some parts before a write and some after.
import fc from 'fast-check';
import type { RereadPart } from '../../lib/model/reread.ts';
import type { KnownFinding } from '../../lib/model/state.ts';
import { rereadIn } from '../../lib/scoped/reread-in.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import { type SnapshotFile, snapshotSchema } from '../../lib/snapshot/schema.ts';
import {
  ABSENT,
  group,
  identity,
  managedPolicy,
  policyArn,
  present,
  region,
  repository,
  role,
  snapshotFile,
  user,
} from '../snapshot/support/files.ts';
import { LOGIN, PULLING, roleArn, sharing, statements } from './following.ts';

const REGION = 'us-east-1';
const PUSHING = [
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:BatchCheckLayerAvailability',
];

/** What can be written, each with how many values it has. */
const PLACES = {
  app0: 4,
  app1: 4,
  app2: 4,
  devPolicy: 3,
  opsPolicy: 3,
  devAttached: 2,
  pushDocument: 2,
  annInTeam: 2,
} as const;
export type Place = keyof typeof PLACES;
// INVARIANT: an object literal has the keys of its type.
const PLACE_NAMES = Object.keys(PLACES) as readonly Place[];
const REPOSITORIES = ['app0', 'app1', 'app2'] as const satisfies readonly Place[];

/** The value of each place. */
export type Values = Readonly<Record<Place, number>>;

export const FIRST: Values = { app0: 0, app1: 0, app2: 0, devPolicy: 0, opsPolicy: 0, devAttached: 0, pushDocument: 0, annInTeam: 0 };

/** The account with these values, as a scan that began then has it. */
export function accountWith(values: Values, collectedAt: string): SnapshotFile {
  const repositories = REPOSITORIES.flatMap((name) => repositoryWith(name, values[name]));
  const roles = [
    role('dev', { ...inlineOf(values.devPolicy), AttachedManagedPolicies: values.devAttached === 1 ? [attachedPush] : [] }),
    role('ops', inlineOf(values.opsPolicy)),
  ];
  const push = statements({ Effect: 'Allow', Action: PUSHING, Resource: values.pushDocument === 0 ? arnOf('app1') : '*' });
  const team = group('team', { GroupPolicyList: [{ PolicyName: 'Own', PolicyDocument: pulling('app2') }] });
  return snapshotSchema.parse(
    snapshotFile({
      collectedAt,
      identity: present(
        identity({
          UserDetailList: [user('ann', { GroupList: values.annInTeam === 1 ? ['team'] : [] })],
          GroupDetailList: [team],
          RoleDetailList: roles,
          Policies: [managedPolicy('Push', push)],
        }),
      ),
      regions: [region(REGION, repositories)],
    }),
  );
}

const attachedPush = { PolicyName: 'Push', PolicyArn: policyArn('Push') };

function repositoryWith(name: string, value: number): readonly object[] {
  return (
    [
      [repository(name, { policy: ABSENT })],
      [repository(name, { policy: sharing('222222222222') })],
      [repository(name, { policy: sharing('333333333333') })],
      [],
    ][value] ?? []
  );
}

function inlineOf(value: number): Readonly<Record<string, unknown>> {
  return value === 0 ? {} : { RolePolicyList: [{ PolicyName: 'Own', PolicyDocument: pulling(value === 1 ? 'app0' : '*') }] };
}

function pulling(name: string): object {
  return statements(LOGIN, { Effect: 'Allow', Action: PULLING, Resource: name === '*' ? '*' : arnOf(name) });
}

function arnOf(name: string): string {
  return `arn:aws:ecr:${REGION}:111111111111:repository/${name}`;
}

/** The part as it is read again. */
export function readAgainAt(place: Place, values: Values, asOf: string): Reread {
  const part = rereadIn(accountWith(values, asOf), AT[place]);
  if (part === undefined) throw new Error(`${place} cannot be read`);
  return { ...part, asOf };
}

const AT: Readonly<Record<Place, RereadPart>> = {
  app0: repositoryPart('app0'),
  app1: repositoryPart('app1'),
  app2: repositoryPart('app2'),
  devPolicy: inlinePart('dev'),
  opsPolicy: inlinePart('ops'),
  devAttached: { kind: 'attached', of: 'role', name: 'dev', id: 'AROAdev' },
  pushDocument: { kind: 'managed', policy: policyArn('Push') },
  annInTeam: { kind: 'groups', name: 'ann', id: 'AIDAann' },
};

function repositoryPart(name: string): RereadPart {
  return { kind: 'repository', region: REGION, repository: name };
}

function inlinePart(name: string): RereadPart {
  return { kind: 'inline', of: 'role', name, id: `AROA${name}`, policy: 'Own' };
}

/** Whether a finding is about what was written at one of these places. */
export function isAbout(
  { repository: name, principal }: Pick<KnownFinding, 'repository' | 'principal'>,
  places: readonly Place[],
): boolean {
  const isOfMany = name === null || name === '*';
  return places.some((place) => name === place || principal === HOLDERS.get(place) || (isOfMany && isRepository(place)));
}

function isRepository(place: Place): boolean {
  return REPOSITORIES.some((name) => name === place);
}

const HOLDERS: ReadonlyMap<Place, string> = new Map([
  ['devPolicy', roleArn('dev')],
  ['devAttached', roleArn('dev')],
  ['pushDocument', roleArn('dev')],
  ['opsPolicy', roleArn('ops')],
  ['annInTeam', 'arn:aws:iam::111111111111:user/ann'],
]);

export type Happening =
  | { readonly kind: 'write'; readonly place: Place; readonly value: number; readonly event: 'once' | 'twice' | 'late' | 'never' }
  /** What waits is read again; `isLateToo`: with the events that are late. */
  | { readonly kind: 'react'; readonly isLateToo: boolean; readonly isReversed: boolean }
  /** Somebody decides that `dev` may pull, or that nobody may. */
  | { readonly kind: 'decide'; readonly mayDevPull: boolean }
  /** A scan that ends after so many further happenings; it reads these places at once and the others in the end. */
  | { readonly kind: 'scan'; readonly lasts: number; readonly early: readonly Place[]; readonly isRaced: boolean };

const anyWrite: fc.Arbitrary<Happening> = fc.constantFrom(...PLACE_NAMES).chain((place) =>
  fc.record({
    kind: fc.constant('write' as const),
    place: fc.constant(place),
    value: fc.nat(PLACES[place] - 1),
    event: fc.constantFrom('once' as const, 'once' as const, 'twice' as const, 'late' as const, 'never' as const),
  }),
);
const anyReaction: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('react' as const),
  isLateToo: fc.boolean(),
  isReversed: fc.boolean(),
});
const anyScan: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('scan' as const),
  lasts: fc.nat(4),
  early: fc.subarray([...PLACE_NAMES]),
  isRaced: fc.boolean(),
});

const anyDecision: fc.Arbitrary<Happening> = fc.record({ kind: fc.constant('decide' as const), mayDevPull: fc.boolean() });

const anyHappening = fc.oneof(
  { weight: 4, arbitrary: anyWrite },
  { weight: 3, arbitrary: anyReaction },
  { weight: 2, arbitrary: anyScan },
  { weight: 2, arbitrary: anyDecision },
);

/** What there is when it begins, and what happens. */
export interface History {
  readonly first: Values;
  readonly happenings: readonly Happening[];
}

const anyValues: fc.Arbitrary<Values> = fc.record({
  app0: fc.nat(PLACES.app0 - 1),
  app1: fc.nat(PLACES.app1 - 1),
  app2: fc.nat(PLACES.app2 - 1),
  devPolicy: fc.nat(PLACES.devPolicy - 1),
  opsPolicy: fc.nat(PLACES.opsPolicy - 1),
  devAttached: fc.nat(PLACES.devAttached - 1),
  pushDocument: fc.nat(PLACES.pushDocument - 1),
  annInTeam: fc.nat(PLACES.annInTeam - 1),
});

export const anyHistory: fc.Arbitrary<History> = fc.record({
  first: anyValues,
  happenings: fc.array(anyHappening, { minLength: 2, maxLength: 16 }),
});
