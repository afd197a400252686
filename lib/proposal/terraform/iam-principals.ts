// What users, roles and groups of a plan change.
import type { PolicyOwner } from '../../model/policy-ref.ts';
import type { PrincipalName, ProposedChange } from '../change.ts';
import {
  isList,
  listIn,
  objectsIn,
  pathIn,
  type Reader,
  type ReaderInput,
  type ReadResource,
  type ResourceValues,
  textIn,
  unread,
  withTags,
} from './resource-values.ts';

/** Who somebody would be is not known: the name and the path are the ARN. */
function openName(values: ResourceValues): ProposedChange | undefined {
  for (const attribute of ['name', 'path']) {
    const read = values.read(attribute);
    if (read.kind === 'unknown') return unread({ kind: 'principals' }, attribute, read.why);
  }
  return undefined;
}

/** `aws_iam_role` and `aws_iam_user`. */
export function principal(kind: 'user' | 'role'): Reader {
  return ({ before, after, isReplaced, address }) => {
    const [old, fresh] = [before && textIn(before, 'name'), after && textIn(after, 'name')];
    const [oldPath, path] = [before ? pathIn(before) : '/', after ? pathIn(after) : '/'];
    const oldName = old && 'text' in old ? old.text : undefined;
    if (!after || !fresh)
      return {
        what: `${kind} ${oldName ?? ''}`,
        changes: oldName === undefined ? [] : [{ kind: 'noPrincipal', principal: { kind, name: oldName } }],
      };
    const unnamed = openName(after);
    if (unnamed) return { what: kind, changes: [unnamed] };
    // A name that AWS makes up is that of somebody new: the address stands for it.
    const name = 'text' in fresh ? fresh.text : address;
    // AWS renames users, and moves them to another path: whoever is made anew is somebody else.
    const isSame = !isReplaced && (kind === 'user' || (oldName === name && oldPath === path));
    const gone = oldName === undefined ? [] : formerly({ kind, name: oldName }, isSame ? name : undefined);
    const of: PrincipalName = { kind, name };
    const trust = kind === 'role' ? textIn(after, 'assume_role_policy', 'json') : undefined;
    const { tags, open } = withTags(after, { kind: 'owner', owner: of, limits: true });
    const made: ProposedChange = { kind: 'principal', principal: of, path, trust: trust && 'text' in trust ? trust.text : undefined, tags };
    return {
      what: `${kind} ${name}`,
      changes: [
        ...gone,
        made,
        ...open,
        ...(trust && !('text' in trust) ? [unread({ kind: 'trust', role: name }, trust.attribute, trust.why)] : []),
        ...boundaryOf(of, isSame ? before : undefined, after),
        ...(kind === 'role' ? ownPolicies(of, after) : []),
      ],
    };
  };
}

/** What becomes of the one before: it goes, or is called something else. */
function formerly(owner: PolicyOwner, name: string | undefined): readonly ProposedChange[] {
  const { kind } = owner;
  if (name !== undefined)
    return name === owner.name || kind === 'role' ? [] : [{ kind: 'renamed', owner: { kind, name: owner.name }, to: name }];
  return [kind === 'group' ? { kind: 'noGroup', name: owner.name } : { kind: 'noPrincipal', principal: { kind, name: owner.name } }];
}

function boundaryOf(owner: PrincipalName, before: ResourceValues | undefined, after: ResourceValues): readonly ProposedChange[] {
  const read = after.read('permissions_boundary', 'arn');
  if (read.kind === 'unknown') return [unread({ kind: 'owner', owner, limits: true }, 'permissions_boundary', read.why)];
  const arn = read.kind === 'known' && typeof read.value === 'string' && read.value !== '' ? read.value : null;
  const had = before?.read('permissions_boundary');
  const old = had?.kind === 'known' && typeof had.value === 'string' && had.value !== '' ? had.value : null;
  return arn === old ? [] : [{ kind: 'boundary', owner, arn }];
}

/** `inline_policy` and `managed_policy_arns` are exclusive where they are written, and what AWS holds where they are not. */
function ownPolicies(owner: PolicyOwner, after: ResourceValues): readonly ProposedChange[] {
  const changes: ProposedChange[] = [];
  if (after.isWritten('managed_policy_arns')) {
    const arns = listIn(after, 'managed_policy_arns', 'arn');
    changes.push(
      isList(arns) ? { kind: 'onlyAttachments', owner, arns } : unread({ kind: 'owner', owner, limits: false }, arns.attribute, arns.why),
    );
  }
  if (after.isWritten('inline_policy')) {
    const read = after.read('inline_policy', 'json');
    // One block without anything says that there are none.
    const blocks = read.kind === 'known' ? objectsIn(read.value).filter(({ name, policy }) => !isEmpty(name) || !isEmpty(policy)) : [];
    if (read.kind === 'unknown' || blocks.some(({ name, policy }) => typeof name !== 'string' || typeof policy !== 'string'))
      changes.push(
        unread(
          { kind: 'owner', owner, limits: false },
          'inline_policy',
          read.kind === 'unknown' ? read.why : 'it is known only after apply',
        ),
      );
    else {
      changes.push({ kind: 'onlyInlinePolicies', owner, names: blocks.map(({ name }) => String(name)) });
      for (const { name, policy } of blocks) changes.push({ kind: 'inlinePolicy', owner, name: String(name), document: String(policy) });
    }
  }
  return changes;
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null;
}

/** `aws_iam_group`. */
export function group({ before, after, isReplaced }: ReaderInput): ReadResource {
  const [old, fresh] = [before && textIn(before, 'name'), after && textIn(after, 'name')];
  const oldName = old && 'text' in old ? old.text : undefined;
  const gone: readonly ProposedChange[] = oldName === undefined ? [] : [{ kind: 'noGroup', name: oldName }];
  if (!after || !fresh) return { what: `group ${oldName ?? ''}`, changes: gone };
  if (!('text' in fresh)) return { what: 'group', changes: [unread({ kind: 'principals' }, fresh.attribute, fresh.why)] };
  return {
    what: `group ${fresh.text}`,
    changes: [
      ...(oldName === undefined ? [] : formerly({ kind: 'group', name: oldName }, isReplaced ? undefined : fresh.text)),
      { kind: 'group', name: fresh.text, path: pathIn(after) },
    ],
  };
}
