// The parts that every service of the test server is made of.
import type { Caller, World } from './world.ts';

export type ServiceName =
  | 'account'
  | 'cloudtrail'
  | 'ec2'
  | 'ecr'
  | 'iam'
  | 'organizations'
  | 's3'
  | 'securityhub'
  | 'sns'
  | 'sqs'
  | 'sts'
  | 'tagging';

export type Input = Readonly<Record<string, unknown>>;

/** What an operation answers; the wire turns it into bytes. */
export type Output = Readonly<Record<string, unknown>>;

/** One request as it was understood. */
export interface Request {
  readonly service: ServiceName;
  readonly operation: string;
  /** Of the credential scope. */
  readonly region: string;
  readonly input: Input;
}

/** One request that reached the server, in order of arrival. */
export interface Call extends Request {
  readonly account: string;
  /** How many calls to the same service and region were under way, with this one. */
  readonly together: number;
}

export interface Context {
  readonly world: World;
  readonly caller: Caller;
  readonly region: string;
  /** Makes the caller's new credentials known to the server. */
  readonly issue: (caller: Caller) => IssuedKey;
}

export interface IssuedKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export type Operation = (input: Input, context: Context) => Output;

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Answered {
  readonly operation: string;
  readonly output: Output;
  readonly requestId: string;
}

/** What AWS refuses, before it is put into the words of a protocol. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface Wire {
  readonly answer: (answered: Answered) => Reply;
  readonly refuse: (refusal: Refusal, requestId: string) => Reply;
}

/** Where an operation keeps its list and its tokens. */
export interface Paged {
  readonly items: readonly string[];
  readonly inputToken: string;
  readonly outputToken: string;
  /** Says that there is more, where the token alone does not. */
  readonly more?: string;
}

/** How a service words what can happen to any call. */
export interface Refusals {
  readonly throttled: Refusal;
  /** `{action}`, `{caller}` are filled in. */
  readonly denied: Refusal;
  readonly expired: Refusal;
  readonly unknownKey: Refusal;
  readonly broken: Refusal;
  readonly unknownOperation: Refusal;
}

export interface Service {
  readonly wire: Wire;
  /** The prefix of its IAM actions. */
  readonly prefix: string;
  /** Where the action is not prefix and operation. */
  readonly actions?: Readonly<Record<string, string>>;
  readonly refusals: Refusals;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly paged: Readonly<Record<string, Paged>>;
  /** A regional service knows no caller in a region that is not enabled. */
  readonly isRegional: boolean;
}

/** Thrown by an operation: the request is refused as AWS would. */
export class AwsRefusal extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
    this.name = 'AwsRefusal';
    this.refusal = refusal;
  }
}
