// What values of condition keys look like. Only what AWS never writes otherwise is in here: a shape that is too wide costs a remark, one
// that is too narrow would be wrong.
import { arnFields } from '../../model/ids.ts';
import { ANY, manyOf, meet, oneOf, type PatternStep, type Steps, textSteps } from './steps.ts';

/** Every value of a key fits one of these. */
export type Shape = readonly Steps[];

type Piece = string | Steps;

function sequence(...pieces: readonly Piece[]): Steps {
  return pieces.flatMap((piece) => (typeof piece === 'string' ? textSteps(piece) : piece));
}

function some(step: PatternStep): Steps {
  return [step, manyOf(step)];
}

function among(characters: string): (char: string) => boolean {
  return (char) => characters.includes(char);
}

const isDigit = (char: string): boolean => char >= '0' && char <= '9';
const isLower = (char: string): boolean => char >= 'a' && char <= 'z';
const isUpper = (char: string): boolean => char >= 'A' && char <= 'Z';
const isIdText = (char: string): boolean => isLower(char) || isDigit(char);
const isNameText = (char: string): boolean => isIdText(char) || isUpper(char) || among('+=,.@_-')(char);

const DIGIT = oneOf(isDigit);
const ID = oneOf(isIdText);
const LABEL = oneOf((char) => isIdText(char) || char === '-');
const NAME = oneOf(isNameText);
/** A path may hold every character but blanks, `*` among them; a name may not. */
const PATH = oneOf((char) => char > ' ' && char <= '~');
const PLAIN = oneOf((char) => char !== '*' && char !== '?');

export const ACCOUNT_ID: Steps = Array.from({ length: 12 }, () => DIGIT);
const NAMES: Shape = [some(NAME)];
const ORGANIZATION: Shape = [sequence('o-', some(ID))];
export const ORGANIZATION_PATH: Shape = [sequence('o-', some(ID), '/', [manyOf(oneOf((char) => isIdText(char) || among('-/')(char)))])];

function entities(type: 'user' | 'role'): Shape {
  const head = sequence('arn:', some(LABEL), ':iam::', ACCOUNT_ID, `:${type}/`);
  return [sequence(head, some(NAME)), sequence(head, some(PATH), '/', some(NAME))];
}

/** A53: the ARN of a user, a role, a root user or a federated session, and never that of a role's session; by `aws:PrincipalType`. */
export const PRINCIPAL_ARNS = {
  User: entities('user'),
  AssumedRole: entities('role'),
  Account: [sequence('arn:', some(LABEL), ':iam::', ACCOUNT_ID, ':root')],
  FederatedUser: [sequence('arn:', some(LABEL), ':sts::', ACCOUNT_ID, ':federated-user/', some(NAME))],
} as const satisfies Record<string, Shape>;

/** B35: the `aws:userid` of a user, and of a session of a role. */
export const USER_IDS = { User: NAMES, AssumedRole: [sequence(some(NAME), ':', some(NAME))] } as const satisfies Record<string, Shape>;

/** Services whose resources have names without `*` and `?`; the ARNs of some others end in `:*`. */
const PLAIN_SERVICES = ['codebuild', 'codepipeline', 'lambda', 'ecs', 'batch', 'sagemaker', 'apprunner', 'states', 'inspector2'];

const PLACE: Steps = sequence(':', [manyOf(LABEL)], ':', [manyOf(ID)], ':');

const SERVICE: Steps = sequence('arn:', some(LABEL), ':', some(LABEL));

/** The ARN of any resource. */
const RESOURCE_ARN: Shape = [sequence(SERVICE, PLACE, [manyOf(ANY)])];

/** Of one that tells the account of its resource. */
export const ACCOUNT_ARN: Shape = [sequence(SERVICE, ':', [manyOf(LABEL)], ':', ACCOUNT_ID, ':', [manyOf(ANY)])];

/** Of one that does not. */
export const PLACELESS_ARN: Shape = [sequence(SERVICE, ':', [manyOf(LABEL)], ':', [manyOf(oneOf(isLower))], ':', [manyOf(ANY)])];

/** Services all of whose ARNs tell an account. */
export const WITH_ACCOUNT: Shape = PLAIN_SERVICES.map((service) =>
  sequence('arn:', some(LABEL), `:${service}:`, [manyOf(LABEL)], ':', [manyOf(ID)], ':', [manyOf(ANY)]),
);

const PLAIN_ARNS: ReadonlyMap<string, Shape> = new Map(
  PLAIN_SERVICES.map((service) => [service, [sequence('arn:', some(LABEL), `:${service}`, PLACE, some(PLAIN))]]),
);

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ['aws:principalarn', Object.values(PRINCIPAL_ARNS).flat()],
  ['aws:principalaccount', [ACCOUNT_ID]],
  ['aws:sourceaccount', [ACCOUNT_ID]],
  ['aws:resourceaccount', [ACCOUNT_ID]],
  ['aws:principalorgid', ORGANIZATION],
  ['aws:resourceorgid', ORGANIZATION],
  ['aws:sourceorgid', ORGANIZATION],
  ['aws:principalorgpaths', ORGANIZATION_PATH],
  ['aws:resourceorgpaths', ORGANIZATION_PATH],
  ['aws:sourceorgpaths', ORGANIZATION_PATH],
  ['aws:sourcevpc', [sequence('vpc-', some(ID))]],
  ['aws:sourcevpce', [sequence('vpce-', some(ID))]],
  ['aws:username', NAMES],
  ['aws:userid', [some(oneOf((char) => isNameText(char) || char === ':'))]],
  ['aws:requestedregion', [some(LABEL)]],
]);

/** What values of a key look like that `text` may be compared with, where that is known; `key` in lower case. */
export function shapeOf(key: string, text: string): Shape | undefined {
  // IAM takes no wildcard characters in tags of users, roles and sessions.
  if (key.startsWith('aws:principaltag/')) return TAG;
  if (key !== 'aws:sourcearn') return SHAPES.get(key);
  return PLAIN_ARNS.get(arnFields(text)?.service ?? '') ?? RESOURCE_ARN;
}

/** What every value of a key looks like, whatever it is compared with; `key` in lower case. */
export function shapeOfKey(key: string): Shape | undefined {
  return key === 'aws:sourcearn' ? RESOURCE_ARN : SHAPES.get(key);
}

const TIME = '2026-01-01T00:00:00Z';
const ADDRESS = '192.0.2.1';
const SOME_ACCOUNT = '111111111111';

/** Values of keys that do not hold any text. */
const PLAIN_VALUES: ReadonlyMap<string, string> = new Map([
  ['aws:securetransport', 'true'],
  ['aws:multifactorauthpresent', 'true'],
  ['aws:viaawsservice', 'true'],
  ['aws:principalisawsservice', 'true'],
  ['aws:multifactorauthage', '0'],
  ['aws:epochtime', '0'],
  ['aws:currenttime', TIME],
  ['aws:tokenissuetime', TIME],
  ['aws:sourceip', ADDRESS],
  ['aws:vpcsourceip', ADDRESS],
  ['aws:principalaccount', SOME_ACCOUNT],
  ['aws:sourceaccount', SOME_ACCOUNT],
  ['aws:resourceaccount', SOME_ACCOUNT],
  ['aws:principalorgid', 'o-x'],
  ['aws:resourceorgid', 'o-x'],
  ['aws:sourceorgid', 'o-x'],
  ['aws:principalorgpaths', 'o-x/'],
  ['aws:resourceorgpaths', 'o-x/'],
  ['aws:sourceorgpaths', 'o-x/'],
  ['aws:sourcevpc', 'vpc-x'],
  ['aws:sourcevpce', 'vpce-x'],
  ['aws:principalarn', `arn:aws:iam::${SOME_ACCOUNT}:root`],
  ['aws:sourcearn', `arn:aws:ecr:us-east-1:${SOME_ACCOUNT}:repository/x`],
]);

/** Some value of a key of which nothing is asked but that it is there; `key` in lower case. */
export function plainValueOf(key: string): string {
  return PLAIN_VALUES.get(key) ?? 'x';
}

const TAG: Shape = [[manyOf(PLAIN)]];

/** Whether a text can be a value of the key. */
export function canEqual(key: string, text: string): boolean {
  return fits(textSteps(text), shapeOf(key, text));
}

/** Whether something that `steps` describe has the shape. */
export function fits(steps: Steps, shape: Shape | undefined): boolean {
  return !shape || shape.some((each) => meet(steps, each));
}
