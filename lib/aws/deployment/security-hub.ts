// Findings to AWS Security Hub, one request at a time; nothing here decides what is sent.
import { type AwsSecurityFinding, BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';

/** A finding that was not taken, and why. */
export interface RejectedFinding {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

export type ImportAnswer =
  /** All but these were taken. */
  | { readonly kind: 'answered'; readonly rejected: readonly RejectedFinding[] }
  /** Something in the request is not as Security Hub wants it; nobody knows in which finding. */
  | { readonly kind: 'invalid'; readonly code: string; readonly message: string }
  /** Nothing was taken, and the next request would fare no better. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface SecurityHub {
  /** Never rejects. */
  readonly importFindings: (findings: readonly AwsSecurityFinding[]) => Promise<ImportAnswer>;
  readonly close: () => void;
}

interface HubOptions {
  /** Ends every wait and every call. */
  readonly signal: AbortSignal;
  /** How long a connection and an answer may take, in milliseconds. */
  readonly patience?: { readonly connect: number; readonly answer: number };
}

const PATIENCE = { connect: 5_000, answer: 15_000 };
const ATTEMPTS = 4;

/** Opens Security Hub in the account and the region that the SDK finds; what is throttled or broken is asked again a few times. */
export function openSecurityHub({ signal, patience = PATIENCE }: HubOptions): SecurityHub {
  const client = new SecurityHubClient({
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: patience.connect, requestTimeout: patience.answer, throwOnRequestTimeout: true },
  });
  return {
    importFindings: async (findings) => {
      try {
        const answer = await client.send(new BatchImportFindingsCommand({ Findings: [...findings] }), { abortSignal: signal });
        return answeredBy(answer, findings);
      } catch (error) {
        const code = errorCode(error);
        if (INVALID.includes(code)) return { kind: 'invalid', code, message: messageOf(error) };
        return { kind: 'refused', code, message: signal.aborted ? OUT_OF_TIME : (REMEDIES.get(code) ?? messageOf(error)) };
      }
    },
    close: () => client.destroy(),
  };
}

interface Counted {
  readonly SuccessCount?: number | undefined;
  readonly FailedCount?: number | undefined;
  readonly FailedFindings?:
    | readonly { readonly Id?: string | undefined; readonly ErrorCode?: string | undefined; readonly ErrorMessage?: string | undefined }[]
    | undefined;
}

/** What does not count each finding once, or names one that was not sent, is no answer: then none counts as taken. */
function answeredBy(
  { SuccessCount: taken, FailedCount: failed, FailedFindings: named = [] }: Counted,
  sent: readonly AwsSecurityFinding[],
): ImportAnswer {
  const rejected = named.flatMap(({ Id: id, ErrorCode: code = 'UnknownError', ErrorMessage: message = '' }) =>
    id === undefined ? [] : [{ id, code, message }],
  );
  const known = new Set(sent.map(({ Id }) => Id));
  const each = new Set(rejected.map(({ id }) => id).filter((id) => known.has(id)));
  if (taken === undefined || failed === undefined || taken + failed !== sent.length || rejected.length !== failed || each.size !== failed)
    return { kind: 'refused', code: UNREADABLE_ANSWER, message: 'Security Hub, or something on the way, sent what is no answer' };
  return { kind: 'answered', rejected };
}

const INVALID = ['InvalidInputException', 'ValidationException', 'SerializationException'];
const OUT_OF_TIME = 'there was no time left for it';
const NOT_THERE =
  'Security Hub is not switched on in the account and region of the deployment: switch it on there, or set securityHub: off';
const DENIED = 'allow securityhub:BatchImportFindings on the default product, or set securityHub: off';

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['InvalidAccessException', NOT_THERE],
  ['AccessDeniedException', DENIED],
  ['AccessDenied', DENIED],
]);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the call failed';
}
