// Why an account lets nobody in, as a gap has it.
import type { StartError } from '../../lib/aws/client/start-error.ts';

export interface StartRefusal {
  readonly code: string;
  readonly message: string;
  readonly api: string;
}

/** The code that AWS gave and the call that it refused, with what to do. */
export function whyNot({ error, message, name }: StartError): StartRefusal {
  return { code: error?.code ?? name, message, api: error?.api ?? 'sts:AssumeRole' };
}
