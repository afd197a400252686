// How each family of services words what can happen to any call: throttled, denied, expired, broken.
import type { Refusals } from './service.ts';

const DENIED = 'User: {caller} is not authorized to perform: {action} because {reason}';
const INVALID_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';

/** JSON 1.1 services, with their own names for throttling and for their own failures. */
export function jsonRefusals(names: { readonly throttled: string; readonly broken: string }): Refusals {
  return {
    throttled: { status: 400, code: names.throttled, message: 'Rate exceeded' },
    denied: { status: 400, code: 'AccessDeniedException', message: DENIED },
    expired: { status: 400, code: 'ExpiredTokenException', message: EXPIRED },
    unknownKey: { status: 400, code: 'UnrecognizedClientException', message: INVALID_TOKEN },
    broken: { status: 500, code: names.broken, message: 'These errors are usually caused by a server-side issue.' },
    unknownOperation: { status: 404, code: 'UnknownOperationException', message: 'The requested operation is not supported.' },
  };
}

/** Query services, with their own names for a denial and for their own failures. */
export function queryRefusals(names: { readonly denied: string; readonly broken: string }): Refusals {
  return {
    throttled: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
    denied: { status: 403, code: names.denied, message: DENIED },
    expired: { status: 403, code: 'ExpiredToken', message: EXPIRED },
    unknownKey: { status: 403, code: 'InvalidClientTokenId', message: INVALID_TOKEN },
    broken: { status: 500, code: names.broken, message: 'The request processing has failed because of an unknown error.' },
    unknownOperation: { status: 400, code: 'InvalidAction', message: 'The action or operation requested is invalid.' },
  };
}
