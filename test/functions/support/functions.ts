// The functions as Lambda runs them for the state machines: what one throws is a failed task whose cause is JSON.
import { handler as audit } from '../../../functions/audit/audit.ts';
import { handler as collect } from '../../../functions/collect/collect.ts';
import { handler as conclude } from '../../../functions/conclude/conclude.ts';
import { handler as plan } from '../../../functions/plan/plan.ts';
import type { Invoke } from '../../support/states/audit.ts';
import { Failure } from '../../support/states/machine.ts';
import { invoke } from './invoke.ts';

const HANDLERS = { plan, collect, audit, conclude } as const;

/** Calls a function by its name, on a payload of a state. */
export const functions: Invoke = async (name, payload) => {
  try {
    return await invoke(HANDLERS[name], payload);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Failure(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }));
  }
};
