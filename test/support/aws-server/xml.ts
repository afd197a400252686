// Writes the XML of the AWS protocols out of plain objects.

export interface XmlStyle {
  /** The element around each entry of a list; undefined repeats the list's own element. */
  readonly entry: 'member' | 'item' | undefined;
}

/** Writes every key of an object as an element; undefined is left out. */
export function toXml(value: object, style: XmlStyle): string {
  return Object.entries(value)
    .map(([name, content]) => elementOf(name, content, style))
    .join('');
}

/** Escapes text for an element or an attribute. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
    .replaceAll('\n', '&#xA;');
}

function elementOf(name: string, content: unknown, style: XmlStyle): string {
  if (content === undefined) return '';
  if (!Array.isArray(content)) return `<${name}>${contentOf(content, style)}</${name}>`;
  const entries = content.map((entry) => elementOf(style.entry ?? name, entry, style)).join('');
  return style.entry === undefined ? entries : `<${name}>${entries}</${name}>`;
}

function contentOf(content: unknown, style: XmlStyle): string {
  return typeof content === 'object' && content !== null ? toXml(content, style) : escapeXml(String(content));
}
