// Why S3 did not take a published baseline, as one line that says what to do.
import { errorCode } from '../../aws/api/call-error.ts';
import { oneLine } from '../../text/quote.ts';
import { Failure } from '../process/failure.ts';

const ADVICE = {
  region: 'set AWS_REGION to the region of the bucket',
  credentials: 'there are no AWS credentials that can be used: set AWS_PROFILE or the AWS_* variables, or sign in again',
  refused: 'check access key, secret key and session token',
  expired: 'the credentials have expired: sign in again',
  denied: 'allow s3:PutObject on it, and kms:GenerateDataKey where the bucket is encrypted with a key of yours',
  bucket: 'there is no such bucket: check its name',
  clock: 'the clock of this machine is wrong: set it',
  busy: 'S3 cannot take it now: try again in a minute',
  network: 'S3 cannot be reached: check the network, AWS_REGION, and AWS_ENDPOINT_URL if it is set',
  answer: 'what answered is not S3: check AWS_ENDPOINT_URL and proxies on the way',
  key: 'the key that encrypts the bucket cannot be used: check that it exists and is enabled',
} as const;

type Advice = keyof typeof ADVICE;

const CODES = {
  region: ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'],
  credentials: ['CredentialsProviderError', 'TokenProviderError'],
  refused: ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'InvalidClientTokenId', 'UnrecognizedClientException'],
  expired: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'],
  denied: ['AccessDenied', 'AccessDeniedException', 'AllAccessDisabled'],
  bucket: ['NoSuchBucket', 'InvalidBucketName'],
  clock: ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'],
  busy: ['SlowDown', 'ServiceUnavailable', 'InternalError', 'RequestTimeout', 'OperationAborted', 'ThrottlingException'],
  network: [
    ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE', 'TimeoutError'],
    ...['ERR_INVALID_URL', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED'],
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'EPROTO', 'NetworkingError'],
  ],
  answer: ['UnreadableAnswer'],
  key: ['KMS.NotFoundException', 'KMS.DisabledException', 'KMS.KMSInvalidStateException', 'KMS.InvalidStateException'],
} as const satisfies Record<Advice, readonly string[]>;

const BY_CODE: ReadonlyMap<string, Advice> = new Map(
  // INVARIANT: these are the keys of that table.
  (Object.entries(CODES) as readonly (readonly [Advice, readonly string[]])[]).flatMap(([advice, codes]) =>
    codes.map((code) => [code, advice] as const),
  ),
);

/** For answers whose code nobody knows. */
const BY_STATUS: ReadonlyMap<number, Advice> = new Map([
  [301, 'region'],
  [307, 'region'],
  [401, 'refused'],
  [403, 'denied'],
  [404, 'bucket'],
]);

/** What `error`, which writing to `url` ended with, means for whoever publishes. */
export function publishFailure(url: string, error: unknown): Failure {
  const code = errorCode(error);
  const status = statusOf(error);
  const advice = isWithoutRegion(error) ? 'region' : (BY_CODE.get(code) ?? BY_STATUS.get(status) ?? (status >= 500 ? 'busy' : undefined));
  const words = advice === undefined ? messageOf(error) : ADVICE[advice];
  return new Failure(`cannot write ${url}: ${[nameOf(code, status), words].filter((part) => part !== '').join(': ')}`, { cause: error });
}

/** None, or none that could be one; the SDK gives these errors no name. */
function isWithoutRegion(error: unknown): boolean {
  return error instanceof Error && /^Region (?:is missing|not accepted)/.test(error.message);
}

/** 0 where nobody answered. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 0;
  const metadata = error.$metadata;
  const status = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
  return typeof status === 'number' ? status : 0;
}

function nameOf(code: string, status: number): string {
  if (!['UnknownError', 'Unknown'].includes(code) && !/^\d+$/.test(code)) return code;
  return status === 0 ? '' : `HTTP ${status}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? oneLine(error.message) : 'the call failed';
}
