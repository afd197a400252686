// Where a published baseline lies: an `s3://bucket/key` URL that a parameter, a policy of IAM and a function can all take as it is written.

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** The place that an `s3://bucket/key` URL names, or undefined where `placeProblem` says why it names none. */
export function objectPlace(url: string): ObjectPlace | undefined {
  return placeProblem(url) === undefined ? partsOf(url) : undefined;
}

/** Why a URL is no place for a baseline: what a parameter, a policy of IAM and a function could not all take as it is written. */
export function placeProblem(url: string): string | undefined {
  const parts = partsOf(url);
  if (!parts) return 'use s3://bucket/key';
  const { bucket, key } = parts;
  if (!BUCKET.test(bucket)) return 'a bucket has a name of 3 to 63 lower-case letters, digits, dots or hyphens';
  if (!KEY.test(key)) return `its key may have letters, digits and ${SIGNS}, at most ${LONGEST_KEY} of them, and no blanks`;
  if (key.split('/').some((name) => ['', '.', '..'].includes(name))) return 'the folders in its key need names, other than `.` and `..`';
  return undefined;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const SIGNS = '`_!.()/=+@,:-`';
const LONGEST_KEY = 1024;
/** Neither what IAM takes for a pattern or a variable, nor what a URL or a shell reads in ways of its own. */
const KEY = /^[\w!.()/=+@,:-]{1,1024}$/;

function partsOf(url: string): ObjectPlace | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}
