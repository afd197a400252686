// What may come of a cause, in one sentence: for whoever has to decide whether it is worth the trouble.
import { directionOf } from './direction.ts';
import { capabilitiesOf } from './meaning-order.ts';
import type { FindingView } from './schema.ts';

/** The sentence for findings of one cause, in reading order: of the gravest there is something to say about; undefined where this version knows nothing. */
export function riskOf(findings: readonly FindingView[]): string | undefined {
  const gained = findings.filter(({ code }) => GRANT_CODES.has(code));
  const [power] = capabilitiesOf(gained);
  if (power !== undefined) return `${whose(gained)} ${CAN[power] ?? 'can do what nobody meant them to do'}`;
  const lost = findings.filter((finding) => directionOf(finding) === 'lost' && LOST[finding.capability ?? ''] !== undefined);
  const [missing] = capabilitiesOf(lost);
  if (missing !== undefined) return LOST[missing];
  return findings.map(({ code }) => BY_CODE[code]).find((sentence) => sentence !== undefined);
}

/** Findings of grants: what they mean is what the capability lets people do. */
const GRANT_CODES: ReadonlySet<string> = new Set([
  'ECRD-101',
  'ECRD-103',
  'ECRD-104',
  'ECRD-105',
  'ECRD-201',
  'ECRD-202',
  'ECRD-203',
  'ECRD-206',
  'ECRD-207',
]);

function whose(findings: readonly FindingView[]): string {
  if (findings.some(({ principal, evidence: { principalClass } }) => principal === '*' || principalClass === 'public'))
    return 'anyone with an AWS account';
  return findings.every(({ evidence: { decision } }) => decision === 'conditional')
    ? 'whoever gets this access, where its conditions hold,'
    : 'whoever has this access, or steals its credentials,';
}

const CAN: Readonly<Record<string, string>> = {
  admin: 'can rewrite the policy of the repository: let anybody in, and lock its owners out',
  push: 'can put an image of their own under a tag that is deployed, and run code wherever it is pulled',
  replicate: 'can bring images in from outside, which are pulled as if they were yours',
  delete: 'can delete images that are deployed: whatever starts next finds none',
  retag: 'can move tags to other images that are there: an old hole is deployed again',
  configure: 'can change scanning, immutable tags and lifecycle rules, and so prepare worse or lose images',
  pull: 'can copy the images, with the code and whatever secrets are in them',
  list: 'can see which images and tags there are: what you run, and how old it is',
};

const LOST: Readonly<Record<string, string>> = {
  pull: 'whatever runs these images does not start the next time that it has to pull them',
  push: 'the next release cannot be published',
  replicate: 'copies in the other region or account grow old, and are missing when they are needed',
  delete: 'whoever cleans up cannot, and old images stay',
  admin: 'whoever looks after the repository cannot correct its policy',
};

const BY_CODE: Readonly<Record<string, string>> = {
  'ECRD-102': 'whoever relies on this access fails the next time that it is used',
  'ECRD-106': 'the next login to the registry fails, and with it whatever pulls or pushes',
  'ECRD-107': 'a tag can be moved to an image that is there already: an old hole is deployed again',
  'ECRD-108': 'nobody can say whether the access is there until it is tried, or written otherwise',
  'ECRD-204': 'the other account decides alone which of its users and roles come in: one of them taken over is enough',
  'ECRD-205': 'the service can be made to act for somebody else, who comes in through it',
  'ECRD-207': 'every repository to come is open from its first day, before anybody looks',
  'ECRD-208': 'images leave the organization as soon as they are pushed',
  'ECRD-302': 'whatever AWS adds to ECR next is given as well, and every repository to come with it',
  'ECRD-303': 'everybody and everything that the list forgets is let in',
  'ECRD-304': 'it gives nothing now; whoever creates a role of that name again may get access that nobody remembers',
  'ECRD-305': 'nobody can say what the policy gives or forbids',
  'ECRD-306': 'the next statement that has to be added may not fit, perhaps in a hurry',
  'ECRD-307': 'whoever has it, or steals its credentials, can take every right to ECR for themselves',
  'ECRD-308': 'nobody can correct the policy any more but by the root user of the account',
  'ECRD-309': 'whoever reads the policy believes in access, or in a protection, that is not there',
  'ECRD-401': 'nobody has said who may do what there, so any change goes unnoticed',
  'ECRD-402': 'what takes the name next is treated as the one that is gone; a rule that guards nothing looks like protection',
  'ECRD-403': 'what it accepts is drift again when it ends',
  'ECRD-404': 'it accepts nothing any more, and whoever reads it believes that it does',
  'ECRD-405': 'the baseline says less than whoever reads it believes',
  'ECRD-406': 'what was meant then may not be what is meant now',
  'ECRD-408': 'nothing is compared: access that nobody asked for is not told',
  'ECRD-501': 'access that nobody asked for may be in the part that was not read',
  'ECRD-502': 'some of the access shown may not work: what the organization forbids is not known',
  'ECRD-503': 'who may call the action is not shown, though somebody may',
};
