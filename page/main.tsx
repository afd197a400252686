// Draws the report into the page.
import { render } from 'preact';
import { App } from './app.tsx';
import { embeddedAudit } from './audit.ts';

const root = document.getElementById('report');
if (root) {
  root.replaceChildren();
  render(<App view={embeddedAudit()} />, root);
}
