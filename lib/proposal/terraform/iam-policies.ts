// What policies of IAM and their attachments change, exclusive ones too.
import type { PolicyOwner } from '../../model/policy-ref.ts';
import type { ProposedChange } from '../change.ts';
import {
  isList,
  listIn,
  nameIn,
  pathIn,
  type Reader,
  type ReaderInput,
  type ReadResource,
  type ResourceValues,
  textIn,
  unread,
} from './resource-values.ts';

/** `aws_iam_policy`. */
export function managedPolicy({ before, after, isReplaced, ground, address }: ReaderInput): ReadResource {
  const arnOf = (values: ResourceValues): string => {
    const [arn, name] = [textIn(values, 'arn', 'arn'), textIn(values, 'name')];
    if ('text' in arn) return arn.text;
    return `arn:${ground.partition}:iam::${ground.account}:policy${pathIn(values)}${'text' in name ? name.text : address}`;
  };
  const old = before && arnOf(before);
  if (!after)
    return { what: `managed policy ${old}`, changes: old === undefined ? [] : [{ kind: 'managedPolicy', arn: old, document: null }] };
  const arn = arnOf(after);
  const gone: readonly ProposedChange[] =
    old === undefined || (old === arn && !isReplaced) ? [] : [{ kind: 'managedPolicy', arn: old, document: null }];
  const policy = textIn(after, 'policy', 'json');
  const what = `managed policy ${arn}`;
  if ('text' in policy) return { what, changes: [...gone, { kind: 'managedPolicy', arn, document: policy.text }] };
  return { what, changes: [...gone, unread({ kind: 'managedPolicy', arn }, policy.attribute, policy.why)] };
}

/** `aws_iam_role_policy`, and its like for users and groups. */
export function inlinePolicy(kind: PolicyOwner['kind']): Reader {
  return ({ before, after, address }) => {
    const [old, oldOwner] = [before && textIn(before, 'name'), before && nameIn(before, kind)];
    const gone: readonly ProposedChange[] =
      old && oldOwner && 'text' in old && 'text' in oldOwner
        ? [{ kind: 'inlinePolicy', owner: { kind, name: oldOwner.text }, name: old.text, document: null }]
        : [];
    if (!after) return { what: `inline policy of ${kind} ${oldOwner && 'text' in oldOwner ? oldOwner.text : ''}`, changes: gone };
    const owner = nameIn(after, kind);
    if (!('text' in owner))
      return { what: `inline policy of a ${kind}`, changes: [...gone, unread({ kind: 'principals' }, owner.attribute, owner.why)] };
    const [named, policy] = [textIn(after, 'name'), textIn(after, 'policy', 'json')];
    const name = 'text' in named ? named.text : address;
    const of: PolicyOwner = { kind, name: owner.text };
    const what = `inline policy ${name} of ${kind} ${owner.text}`;
    if ('text' in policy) return { what, changes: [...gone, { kind: 'inlinePolicy', owner: of, name, document: policy.text }] };
    return { what, changes: [...gone, unread({ kind: 'owner', owner: of, limits: false }, policy.attribute, policy.why)] };
  };
}

/** `aws_iam_role_policy_attachment`, and its like for users and groups. */
export function attachment(kind: PolicyOwner['kind']): Reader {
  return ({ before, after }) => {
    const changes: ProposedChange[] = [];
    let what = `attachment to a ${kind}`;
    for (const [values, attached] of [
      [before, false],
      [after, true],
    ] as const) {
      if (!values) continue;
      const [owner, arn] = [nameIn(values, kind), textIn(values, 'policy_arn', 'arn')];
      if (!('text' in owner)) changes.push(unread({ kind: 'principals' }, owner.attribute, owner.why));
      else if (!('text' in arn))
        changes.push(unread({ kind: 'owner', owner: { kind, name: owner.text }, limits: false }, arn.attribute, arn.why));
      else {
        what = `attachment of ${arn.text} to ${kind} ${owner.text}`;
        changes.push({ kind: 'attachment', owner: { kind, name: owner.text }, arn: arn.text, attached });
      }
    }
    return { what, changes };
  };
}

const HOLDERS = { users: 'user', roles: 'role', groups: 'group' } as const;

/** `aws_iam_policy_attachment`: whoever else has the policy loses it. */
export function attachedOnlyTo({ before, after }: ReaderInput): ReadResource {
  const values = after ?? before;
  const arn = values && textIn(values, 'policy_arn', 'arn');
  if (!values || !arn || !('text' in arn))
    return { what: 'exclusive attachment', changes: [unread({ kind: 'principals' }, 'policy_arn', arn && 'why' in arn ? arn.why : '')] };
  const owners: PolicyOwner[] = [];
  const what = `exclusive attachment of ${arn.text}`;
  for (const [attribute, kind] of Object.entries(HOLDERS)) {
    const names = listIn(values, attribute);
    if (!isList(names)) return { what, changes: [unread({ kind: 'principals' }, names.attribute, names.why)] };
    owners.push(...names.map((name) => ({ kind, name })));
  }
  // A new one adds those that it lists. Who else has the policy loses it by the plan after that, which has seen them.
  if (after && before) return { what, changes: [{ kind: 'attachedOnlyTo', arn: arn.text, owners }] };
  return { what, changes: owners.map((owner) => ({ kind: 'attachment', owner, arn: arn.text, attached: after !== undefined })) };
}

/** Where Terraform lets go of one of these, everything stays as it is. */
export function onlyInline(kind: PolicyOwner['kind']): Reader {
  return ({ after }) => {
    if (!after) return { what: `exclusive inline policies of a ${kind}`, changes: [] };
    const [owner, names] = [nameIn(after, `${kind}_name`), listIn(after, 'policy_names')];
    if (!('text' in owner))
      return { what: 'exclusive inline policies', changes: [unread({ kind: 'principals' }, owner.attribute, owner.why)] };
    const of: PolicyOwner = { kind, name: owner.text };
    const what = `exclusive inline policies of ${kind} ${owner.text}`;
    if (!isList(names)) return { what, changes: [unread({ kind: 'owner', owner: of, limits: false }, names.attribute, names.why)] };
    return { what, changes: [{ kind: 'onlyInlinePolicies', owner: of, names }] };
  };
}

/** `aws_iam_role_policy_attachments_exclusive`, and its like for users and groups. */
export function onlyAttachments(kind: PolicyOwner['kind']): Reader {
  return ({ after }) => {
    if (!after) return { what: `exclusive attachments of a ${kind}`, changes: [] };
    const [owner, arns] = [nameIn(after, `${kind}_name`), listIn(after, 'policy_arns', 'arn')];
    if (!('text' in owner)) return { what: 'exclusive attachments', changes: [unread({ kind: 'principals' }, owner.attribute, owner.why)] };
    const of: PolicyOwner = { kind, name: owner.text };
    const what = `exclusive attachments of ${kind} ${owner.text}`;
    if (!isList(arns)) return { what, changes: [unread({ kind: 'owner', owner: of, limits: false }, arns.attribute, arns.why)] };
    return { what, changes: [{ kind: 'onlyAttachments', owner: of, arns }] };
  };
}
