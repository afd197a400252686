// AWS Query (IAM, STS, SNS) and EC2 Query: a form goes in, XML comes out.
import type { Input, Wire } from './service.ts';
import { toXml } from './xml.ts';

const MEMBERS = { entry: 'member' } as const;
const ITEMS = { entry: 'item' } as const;

/** The wire of a Query service with this XML namespace. */
export function queryWire(namespace: string): Wire {
  return {
    answer: ({ operation, output, requestId }) => {
      const result = toXml({ [`${operation}Result`]: output, ResponseMetadata: { RequestId: requestId } }, MEMBERS);
      return xmlReply(200, requestId, `<${operation}Response xmlns="${namespace}">${result}</${operation}Response>`);
    },
    refuse: ({ status, code, message }, requestId) => {
      const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
      const content = toXml({ Error: error, RequestId: requestId }, MEMBERS);
      return xmlReply(status, requestId, `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>`);
    },
  };
}

export const EC2_WIRE: Wire = {
  answer: ({ operation, output, requestId }) => {
    const content = toXml({ requestId, ...output }, ITEMS);
    const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
    return xmlReply(200, requestId, `<${operation}Response xmlns="${namespace}">${content}</${operation}Response>`);
  },
  refuse: ({ status, code, message }, requestId) =>
    xmlReply(
      status,
      requestId,
      `<Response>${toXml({ Errors: { Error: { Code: code, Message: message } }, RequestID: requestId }, ITEMS)}</Response>`,
    ),
};

/** Reads `Filter.member.1=Role` as `{ Filter: ['Role'] }`; a key twice keeps the last. */
export function readForm(body: string): Input {
  const root: Tree = {};
  for (const [key, value] of new URLSearchParams(body)) place(root, key.split('.'), value);
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, settle(value)]));
}

interface Tree {
  [key: string]: Tree | string;
}

function place(tree: Tree, path: readonly string[], value: string): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const below = typeof tree[first] === 'object' ? tree[first] : {};
  tree[first] = below;
  place(below, rest, value);
}

/** Turns numbered keys into lists, below `member` and `entry` or without them. */
function settle(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  const keys = Object.keys(node);
  const [only] = keys;
  if (keys.length === 1 && (only === 'member' || only === 'entry')) return settle(node[only] ?? {});
  if (keys.every((key) => /^[0-9]+$/.test(key))) return keys.sort((a, b) => Number(a) - Number(b)).map((key) => settle(node[key] ?? ''));
  return Object.fromEntries(keys.map((key) => [key, settle(node[key] ?? '')]));
}

function xmlReply(status: number, requestId: string, body: string) {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
