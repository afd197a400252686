// The options of every command that can read a live account.
import { type Command, InvalidArgumentError } from 'commander';

export interface LiveOptions {
  readonly regions: readonly string[] | undefined;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
}

/** The same command, with options that say what to read and as whom. */
export function withLiveOptions(command: Command): Command {
  return command
    .option('--regions <list>', 'the regions to read, separated by commas (default: all that the account has enabled)', regionList)
    .option('--role-arn <arn>', 'read the account of this role, which is assumed with the credentials at hand')
    .option('--external-id <id>', 'the external id that the role asks for');
}

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-[0-9]$/;

function regionList(text: string): readonly string[] {
  const regions = text.split(',').map((region) => region.trim());
  const odd = regions.find((region) => !REGION.test(region));
  if (odd !== undefined) throw new InvalidArgumentError(`\`${odd}\` is not the name of a region, such as us-east-1`);
  return regions;
}
