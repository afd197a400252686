// What the HTML report is drawn with, loaded only where one is asked for.
import type { PageAssets } from '../page-sources.ts';

/** The script and the style of the page, as the build made them. */
export async function pageAssets(): Promise<PageAssets> {
  const { default: assets } = await import('../../../dist/page/page.json', { with: { type: 'json' } });
  return assets;
}
