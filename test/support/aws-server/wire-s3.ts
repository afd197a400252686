// S3's REST XML: headers and bytes on success, an XML error otherwise.
import type { Wire } from './service.ts';
import { toXml } from './xml.ts';

/** What an operation of S3 answers. */
export interface S3Output {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export const S3_WIRE: Wire = {
  answer: ({ output, requestId }) => {
    const { status, headers, body } = output as unknown as S3Output;
    return { status, headers: { ...headers, 'x-amz-request-id': requestId, 'x-amz-id-2': requestId }, body };
  },
  refuse: ({ status, code, message }, requestId) => ({
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
    body:
      status === 304
        ? ''
        : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${toXml({ Code: code, Message: message, RequestId: requestId, HostId: requestId }, { entry: undefined })}</Error>`,
  }),
};
