// The regions that AWS has named, by partition (F18). New ones come: what is not listed is unusual, not wrong.

const REGIONS_OF: Readonly<Record<string, readonly string[]>> = {
  aws: [
    ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
    ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
    ...['ca-central-1', 'ca-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
    ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1'],
    ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-eusc': ['eusc-de-east-1'],
  'aws-iso': ['us-iso-east-1', 'us-iso-west-1'],
  'aws-iso-b': ['us-isob-east-1', 'us-isob-west-1'],
  'aws-iso-e': ['eu-isoe-west-1'],
  'aws-iso-f': ['us-isof-east-1', 'us-isof-south-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
};

/** Announced and not open yet. */
const ANNOUNCED: readonly string[] = ['me-west-1', 'sa-west-1'];

/** Where IAM and Organizations are, whichever region calls them (F27). */
const HOMES: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** Partitions as ARNs name them. */
export const PARTITIONS: readonly string[] = Object.keys(REGIONS_OF);

/** Every name of a region that is no slip. */
export const REGIONS: readonly string[] = [...Object.values(REGIONS_OF).flat(), ...ANNOUNCED].sort();

/** The open regions of a partition, for when AWS does not say which of them an account has enabled; none where the partition is a newer one. */
export function knownRegions(partition: string): readonly string[] {
  return REGIONS_OF[partition] ?? [];
}

/** The partition of a region; undefined where the region is a newer one. */
export function partitionOf(region: string): string | undefined {
  return PARTITIONS.find((partition) => knownRegions(partition).includes(region));
}

/** The region in which a partition keeps IAM and Organizations; undefined where the partition is a newer one. */
export function homeRegionOf(partition: string): string | undefined {
  return HOMES[partition];
}
