// A run on somebody's machine saves and sends nothing by surprise.

/** Whether to save and send nothing. `serverless invoke local` says where it runs; there only the event can ask for more. */
export function isDry({ dry }: { readonly dry?: boolean | undefined }): boolean {
  return dry ?? process.env['IS_LOCAL'] === 'true';
}

export const DRY_NOTE = 'nothing was saved and nobody was told: a run whose event says `"dry": false` does both';
