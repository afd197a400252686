// Why S3 did not do what it was asked for, as words that continue a message.
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';

/** An answer that AWS does not give: without a tag, without the bytes that it announces, or a page of something on the way. */
class ImpossibleAnswer extends Error {
  override readonly name = UNREADABLE_ANSWER;
}

/** The error for an answer of S3 that cannot be true: thrown where one is read. */
export function impossibleAnswer(): Error {
  return new ImpossibleAnswer('AWS, or something on the way, sent what is no answer');
}

/** The code that AWS gave and, where it is known, what to do; `action` is the permission that the call takes. */
export function s3Reason(error: unknown, action: string): string {
  if (isWithoutRegion(error)) return 'no AWS region: set AWS_REGION';
  const code = isCutShort(error) ? UNREADABLE_ANSWER : errorCode(error);
  if (code === 'AccessDenied') return `${code}: allow ${action} on it`;
  const remedy = REMEDIES.get(code);
  return remedy === undefined ? code : `${code}: ${remedy}`;
}

/** The SDK compares what it received with the checksum that S3 keeps, and throws a plain error. */
function isCutShort(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Checksum mismatch');
}

/** The SDK finds no region anywhere, and throws a plain error. */
function isWithoutRegion(error: unknown): boolean {
  return error instanceof Error && error.message === 'Region is missing';
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  [UNREADABLE_ANSWER, 'S3, or something on the way, sent what is no answer: try again'],
  ['ECONNRESET', 'the connection ended before the answer did: try again'],
  ['CredentialsProviderError', 'no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
  ['ExpiredToken', 'the credentials have expired: sign in again'],
  ['InvalidAccessKeyId', 'AWS does not know the credentials'],
  ['NoSuchBucket', 'there is no such bucket'],
  ['RequestTimeTooSkewed', 'the clock of this machine is wrong'],
  ['SignatureDoesNotMatch', 'AWS refuses the credentials'],
]);
