// Why a scan cannot even begin, as one line that says what to do.
import type { CallError } from '../api/call-error.ts';

/** Nobody can be asked anything: no credentials, refused credentials, no region, no way to AWS. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** The call that failed; undefined where none was made. */
  readonly error: CallError | undefined;

  constructor(message: string, error?: CallError) {
    super(message);
    this.error = error;
  }
}

const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired'];
const REFUSED = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
];
const UNREACHABLE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'TimeoutError'];
const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

/** Where a scan was to begin. */
interface Beginning {
  readonly region: string;
  /** The role that was to be assumed, if any. */
  readonly role: string | undefined;
}

/** The error for the first call of a scan, which failed. */
export function startErrorOf(error: CallError, beginning: Beginning): StartError {
  return new StartError(lineOf(error, beginning), error);
}

function lineOf({ code, message, api }: CallError, { region, role }: Beginning): string {
  const expired = EXPIRED.includes(code) || (code === 'CredentialsProviderError' && message.includes('expired'));
  if (expired) return `the AWS credentials have expired (${code}): log in again, for instance with \`aws sso login\``;
  if (code === 'CredentialsProviderError') return `no AWS credentials: ${NO_CREDENTIALS}`;
  if (REFUSED.includes(code))
    return `AWS does not accept these credentials in region \`${region}\` (${code}): check access key, secret key and session token, and that the region is enabled`;
  if (UNREACHABLE.includes(code))
    return `cannot reach AWS in region \`${region}\` (${code}): check the name of the region, the network, and AWS_ENDPOINT_URL if it is set`;
  if (api === 'sts:AssumeRole' && DENIED.includes(code))
    return `cannot assume \`${role}\` (${code}): check its ARN, its trust policy, --external-id, and sts:AssumeRole of the caller`;
  if (DENIED.includes(code))
    return `${api} is denied (${code}): a policy denies the caller everything, so ask for one that allows what \`ecr-drift doctor --policy\` prints`;
  return `${api} failed in region \`${region}\` (${code}): ${oneLine(message)}`;
}

const NO_CREDENTIALS = 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with `aws sso login`';

/** The line where no region is configured. */
export function noRegion(): StartError {
  return new StartError('no AWS region: set AWS_REGION, or say which to scan with --regions');
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
