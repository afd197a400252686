// Keys whose values follow from each other: who asks has one ARN, and with it an account, a type and a name; a resource has one ARN, and with it
// an account; an organization has its paths. Each form says which keys follow from the main one, and how.
import {
  ACCOUNT_ARN,
  ACCOUNT_ID,
  ORGANIZATION_PATH,
  PLACELESS_ARN,
  PRINCIPAL_ARNS,
  type Shape,
  USER_IDS,
  WITH_ACCOUNT,
} from './key-shapes.ts';
import { ANY, manyOf, type PatternStep, type Steps, textSteps, without } from './steps.ts';

/** A key that follows from the main one. */
export interface Derived {
  readonly of: (main: string) => string;
  /** The patterns of main values from whose derived value a pattern is matched. */
  readonly from: (steps: Steps) => readonly Steps[];
}

/** Keys that are not told of are free. */
export interface Form {
  /** What the main key looks like; undefined where it is not there. */
  readonly shape: Shape | undefined;
  /** What looks like this has another form. */
  readonly except?: Shape;
  /** Undefined for what is not there. */
  readonly keys: Readonly<Record<string, Derived | string | undefined>>;
  readonly shapes?: Readonly<Record<string, Shape>>;
}

export interface Tie {
  readonly main: string;
  readonly keys: ReadonlySet<string>;
  readonly forms: readonly Form[];
}

const RUN = manyOf(ANY);
const IN_FIELD = manyOf(without(ANY, ':'));
const HEAD: Steps = Array.from({ length: 4 }, () => [IN_FIELD, ...textSteps(':')]).flat();

function within(steps: Steps, except: string): Steps {
  return steps.map((step) => without(step, except));
}

const ACCOUNT: Derived = {
  of: (arn) => arn.split(':')[4] ?? '',
  from: (steps) => [[...HEAD, ...within(steps, ':'), ...textSteps(':'), RUN]],
};

const NAME: Derived = {
  of: (arn) => arn.slice(arn.lastIndexOf('/') + 1),
  from: (steps) => [[RUN, ...textSteps('/'), ...within(steps, '/')]],
};

/** B35: `account:name` of `…:account:federated-user/name`. */
const FEDERATED_ID: Derived = {
  of: (arn) => `${ACCOUNT.of(arn)}:${NAME.of(arn)}`,
  from: (steps) =>
    splitAt(steps, ':').map(([account, name]) => [...HEAD, ...within(account, ':'), ...textSteps(':federated-user/'), ...name]),
};

const ORGANIZATION: Derived = {
  of: (path) => path.slice(0, path.indexOf('/')),
  from: (steps) => [[...within(steps, '/'), ...textSteps('/'), RUN]],
};

/** Every way to read a pattern as two with the character between them. */
function splitAt(steps: Steps, char: string): readonly (readonly [Steps, Steps])[] {
  const takes = (step: PatternStep): boolean => step.accepts(char);
  return steps.flatMap((step, at): readonly (readonly [Steps, Steps])[] => {
    if (!takes(step)) return [];
    return [step.many ? [steps.slice(0, at + 1), steps.slice(at)] : [steps.slice(0, at), steps.slice(at + 1)]];
  });
}

const [ARN, ID, TYPE, PRINCIPAL_ACCOUNT] = ['aws:principalarn', 'aws:userid', 'aws:principaltype', 'aws:principalaccount'] as const;
const [USER_NAME, IS_SERVICE] = ['aws:username', 'aws:principalisawsservice'] as const;

function member(type: keyof typeof PRINCIPAL_ARNS, keys: Form['keys'], shapes?: Form['shapes']): Form {
  const common = { [PRINCIPAL_ACCOUNT]: ACCOUNT, [TYPE]: type, [IS_SERVICE]: 'false', [USER_NAME]: undefined };
  return { shape: PRINCIPAL_ARNS[type], keys: { ...common, ...keys }, ...(shapes ? { shapes } : {}) };
}

const ANONYMOUS = 'anonymous';
const NOBODY = { [ARN]: undefined, [USER_NAME]: undefined };

const PRINCIPAL: Tie = {
  main: ARN,
  keys: new Set([ARN, ID, TYPE, PRINCIPAL_ACCOUNT, USER_NAME, IS_SERVICE]),
  forms: [
    member('User', { [USER_NAME]: NAME }, { [ID]: USER_IDS.User }),
    member('AssumedRole', {}, { [ID]: USER_IDS.AssumedRole }),
    member('Account', { [ID]: ACCOUNT }),
    member('FederatedUser', { [ID]: FEDERATED_ID }),
    { shape: undefined, keys: { ...NOBODY, [PRINCIPAL_ACCOUNT]: undefined, [TYPE]: undefined, [IS_SERVICE]: 'true' } },
    {
      shape: undefined,
      keys: { ...NOBODY, [PRINCIPAL_ACCOUNT]: ANONYMOUS, [TYPE]: 'Anonymous', [ID]: ANONYMOUS, [IS_SERVICE]: undefined },
    },
  ],
};

const [SOURCE_ARN, SOURCE_ACCOUNT] = ['aws:sourcearn', 'aws:sourceaccount'] as const;

const SOURCE_SHAPES = { [SOURCE_ACCOUNT]: [ACCOUNT_ID] };

/** That both are there is not sure of any service. */
const SOURCE: Tie = {
  main: SOURCE_ARN,
  keys: new Set([SOURCE_ARN, SOURCE_ACCOUNT]),
  forms: [
    { shape: ACCOUNT_ARN, keys: { [SOURCE_ACCOUNT]: ACCOUNT } },
    { shape: ACCOUNT_ARN, keys: { [SOURCE_ACCOUNT]: undefined } },
    { shape: PLACELESS_ARN, except: WITH_ACCOUNT, keys: {}, shapes: SOURCE_SHAPES },
    { shape: undefined, keys: { [SOURCE_ARN]: undefined }, shapes: SOURCE_SHAPES },
  ],
};

function organization(whose: string): Tie {
  const [paths, id] = [`aws:${whose}orgpaths`, `aws:${whose}orgid`];
  const forms = [
    { shape: ORGANIZATION_PATH, keys: { [id]: ORGANIZATION } },
    { shape: undefined, keys: { [paths]: undefined, [id]: undefined } },
  ];
  return { main: paths, keys: new Set([paths, id]), forms };
}

const TIES: ReadonlyMap<string, Tie> = new Map(
  [PRINCIPAL, SOURCE, ...['principal', 'resource', 'source'].map(organization)].flatMap((tie) => [...tie.keys].map((key) => [key, tie])),
);

/** What a key is tied by, if it is; `key` in lower case. */
export function tieOf(key: string): Tie | undefined {
  return TIES.get(key);
}

/** The name of a tag of a resource is the same under either prefix (D4). */
export function sameKey(key: string): string {
  return key.startsWith('ecr:resourcetag/') ? `aws:${key.slice('ecr:'.length)}` : key;
}
