// Where the report of a run opens: at a finding of its page, and for whom.

const PAGE = '.html';
const LONGEST_LINK = 1_000;
const OURS = /^https:\/\/[A-Za-z0-9.-]+(?::\d+)?\/[A-Za-z0-9/._~%?&=+#:$,;@-]*$/;

/** Whether an address is surely one and nothing else: what comes from a deployment's own settings, not from a stranger. */
export function isLink(url: string): boolean {
  return OURS.test(url) && url.length < LONGEST_LINK;
}

/** The report at a finding: the page opens and shows whatever id stands behind `#`. */
export function reportAt(url: string, id: string | undefined): string {
  return id === undefined || url.includes('#') ? url : `${url}#${id}`;
}

const CONSOLE = /^https:\/\/[a-z0-9-]+\.console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/s3\/object\/([a-z0-9.-]+)\?/;

/** Who can open an address, and how, where that is not everybody who has it. */
export function whoOpens(url: string): string | undefined {
  if (!CONSOLE.test(url)) return undefined;
  const account = /-(\d{12})-/.exec(url)?.[1];
  const whose = account === undefined ? '' : ` of account ${account}`;
  return `the link needs a login to the AWS console${whose}: there choose Open, then search the page for the id`;
}

const PLAIN_KEY = /^[\w./-]+$/;

/** The same report as JSON, as `aws s3 cp` names it; undefined where the address does not say. */
export function savedAudit(url: string | null): string | undefined {
  const [, bucket] = (url === null ? null : CONSOLE.exec(url)) ?? [];
  const key = url === null ? null : URL.parse(url)?.searchParams.get('prefix');
  if (bucket === undefined || !key?.endsWith(PAGE) || !PLAIN_KEY.test(key)) return undefined;
  return `s3://${bucket}/${key.slice(0, -PAGE.length)}.json`;
}
