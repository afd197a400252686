// The AWS CLI command that applies an edit, to be pasted into a shell: whatever a policy or a name holds stays one word of it.

import { compactText } from './policy/document.ts';
import type { Edit } from './policy/edit.ts';

/** The command for one edit, on one line. */
export function commandOf(edit: Edit): string {
  switch (edit.kind) {
    case 'repositoryPolicy': {
      const place = [option('region', edit.region), option('repository-name', edit.repository)];
      if (!edit.after) return command('ecr delete-repository-policy', place);
      return command('ecr set-repository-policy', [...place, option('policy-text', compactText(edit.after))]);
    }
    case 'registryPolicy': {
      const place = [option('region', edit.region)];
      if (!edit.after) return command('ecr delete-registry-policy', place);
      return command('ecr put-registry-policy', [...place, option('policy-text', compactText(edit.after))]);
    }
    case 'inlinePolicy': {
      const { kind, name } = edit.principal;
      const place = [option(`${kind}-name`, name), option('policy-name', edit.policy)];
      if (!edit.after) return command(`iam delete-${kind}-policy`, place);
      return command(`iam put-${kind}-policy`, [...place, option('policy-document', compactText(edit.after))]);
    }
    case 'managedPolicy':
      return command('iam create-policy-version', [
        option('policy-arn', edit.arn),
        option('policy-document', compactText(edit.after)),
        '--set-as-default',
      ]);
    case 'attachment': {
      const { kind, name } = edit.principal;
      return command(`iam detach-${kind}-policy`, [option(`${kind}-name`, name), option('policy-arn', edit.arn)]);
    }
  }
}

function command(verb: string, options: readonly string[]): string {
  return ['aws', verb, ...options].join(' ');
}

/** A value that begins with a dash would be read as the next option. */
function option(name: string, value: string): string {
  return `--${name}${value.startsWith('-') ? '=' : ' '}${quoted(value)}`;
}

const PLAIN = /^[\w/:.,@+=-]+$/;

/** POSIX shells take everything between single quotes as it is, but for the single quote. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
