// AWS JSON 1.1 (CloudTrail, ECR, Organizations, Resource Groups Tagging), JSON 1.0 (SQS) and REST JSON (Account).
import type { Answered, Refusal, Reply, Wire } from './service.ts';

export const JSON_1_1: Wire = {
  answer: ({ output, requestId }) => jsonReply(200, output, { 'x-amzn-requestid': requestId }),
  refuse: ({ status, code, message }, requestId) => jsonReply(status, { __type: code, message }, { 'x-amzn-requestid': requestId }),
};

/** Organizations spells `Message` with a capital and names the error's namespace. */
export const JSON_1_1_CAPITAL: Wire = {
  answer: JSON_1_1.answer,
  refuse: ({ status, code, message }, requestId) =>
    jsonReply(status, { __type: `com.amazonaws.organizations#${code}`, Message: message }, { 'x-amzn-requestid': requestId }),
};

/** SQS was a query service, and still says beside each error what it was called then. */
export const JSON_1_0_QUERY: Wire = {
  answer: ({ output, requestId }) => jsonReply(200, output, { 'x-amzn-requestid': requestId }, '1.0'),
  refuse: ({ status, code, message }, requestId) => {
    const headers = { 'x-amzn-requestid': requestId, 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` };
    return jsonReply(status, { __type: `com.amazonaws.sqs#${code}`, message }, headers, '1.0');
  },
};

export const REST_JSON: Wire = {
  answer: ({ output, requestId }: Answered) => restReply(200, output, { 'x-amzn-requestid': requestId }),
  refuse: ({ status, code, message }: Refusal, requestId) =>
    restReply(status, { message }, { 'x-amzn-requestid': requestId, 'x-amzn-errortype': code }),
};

function jsonReply(status: number, body: object, headers: Reply['headers'], version = '1.1'): Reply {
  return { status, headers: { ...headers, 'content-type': `application/x-amz-json-${version}` }, body: JSON.stringify(body) };
}

function restReply(status: number, body: object, headers: Reply['headers']): Reply {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
