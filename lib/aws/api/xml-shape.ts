// What the SDK's XML reader passes over: it takes for an empty list whatever has no members, and for `false` whatever is not `true`.

/** Elements of the answers that are read, by what they hold; anything else holds text, or elements of different names. */
const LISTS: ReadonlySet<string> = new Set([
  ...['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies', 'UserPolicyList', 'GroupPolicyList', 'RolePolicyList'],
  ...['GroupList', 'AttachedManagedPolicies', 'Tags', 'PolicyVersionList', 'regionInfo'],
  ...['PolicyNames', 'AttachedPolicies', 'Groups', 'Users'],
]);
const FLAGS: ReadonlySet<string> = new Set(['IsTruncated', 'IsDefaultVersion']);
const MEMBERS: ReadonlySet<string> = new Set(['member', 'item']);

interface Element {
  readonly name: string;
  readonly children: Set<string>;
  text: string;
}

/** What is odd about an XML answer, in words; undefined for one that nothing is lost of. Linear in its length. */
export function xmlOddity(xml: string): string | undefined {
  const open: Element[] = [{ name: '', children: new Set(), text: '' }];
  for (const { tag, text } of tagsIn(xml)) {
    const parent = open.at(-1);
    if (parent === undefined) return 'an element ends that has not begun';
    if (FLAGS.has(parent.name) || text.trim() !== '') parent.text += text;
    const name = nameOf(tag);
    if (name === undefined) continue;
    if (!tag.startsWith('/')) {
      const odd = oddChild(parent, name);
      if (odd !== undefined) return odd;
      open.push({ name, children: new Set(), text: '' });
    }
    if (tag.startsWith('/') || tag.endsWith('/')) {
      const element = open.pop();
      const odd = element === undefined || element.name !== name ? `\`${name}\` ends and has not begun` : oddElement(element);
      if (odd !== undefined) return odd;
    }
  }
  return undefined;
}

interface Tag {
  /** Between the angle brackets. */
  readonly tag: string;
  /** Before them. */
  readonly text: string;
}

function* tagsIn(xml: string): Generator<Tag> {
  let at = 0;
  for (let start = xml.indexOf('<'); start >= 0; start = xml.indexOf('<', at)) {
    const [opening, closing] = SECTIONS.find(([begin]) => xml.startsWith(begin, start)) ?? ['<', '>'];
    const end = xml.indexOf(closing, start + opening.length);
    if (end < 0) return;
    const inside = xml.slice(start + opening.length, end);
    const text = xml.slice(at, start);
    at = end + closing.length;
    yield opening === '<' ? { tag: inside, text } : { tag: '', text: opening === CDATA ? `${text}${inside}` : text };
  }
}

const CDATA = '<![CDATA[';
/** What is between angle brackets and is no element. */
const SECTIONS: readonly (readonly [string, string])[] = [
  [CDATA, ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<!', '>'],
];

function nameOf(tag: string): string | undefined {
  return /^\/?([^\s/]+)/.exec(tag)?.[1];
}

function oddChild({ name: parent, children }: Element, name: string): string | undefined {
  if (children.has(name) && !MEMBERS.has(name)) return `\`${parent}\` has \`${name}\` twice`;
  children.add(name);
  const isMixed = children.size > 1 && [...MEMBERS].some((member) => children.has(member));
  return isMixed || (LISTS.has(parent) && !MEMBERS.has(name)) ? `\`${name}\` is no member of the list \`${parent}\`` : undefined;
}

function oddElement({ name, children, text }: Element): string | undefined {
  if (text.trim() !== '' && (children.size > 0 || LISTS.has(name))) return `\`${name}\` has text where elements should be`;
  return FLAGS.has(name) && !/^(?:true|false)$/.test(text.trim()) ? `\`${name}\` is neither true nor false` : undefined;
}
