/**
 * What the usual mail clients (Gmail, Outlook for Windows, Apple Mail, Yahoo) show, as far as our mails need it. Sources:
 * caniemail.com (elements and properties, by client), developers.google.com/workspace/gmail/design/css (Gmail's list), and Microsoft's
 * "Word 2007 HTML and CSS rendering capabilities in Outlook 2007", which Outlook for Windows has kept since.
 */
const BOX = ['table', 'td', 'img'];
const TEXT = ['td', 'body', 'table', 'img', 'a'];

/** Elements that every one of them shows. */
const ELEMENTS = new Set('html head meta title body table tr td img b br a'.split(' '));

/** CSS property → elements on which all of them honour it, or may ignore it without harm (max-width and word-break, in Outlook). */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'background-color': TEXT,
  border: BOX,
  color: TEXT,
  'font-family': TEXT,
  'font-size': TEXT,
  'font-weight': TEXT,
  height: BOX,
  'line-height': TEXT,
  'max-width': ['table', 'img'],
  padding: ['td'],
  'text-align': TEXT,
  'vertical-align': ['td'],
  width: BOX,
  'word-break': ['a'],
};

/** What a mail's HTML uses that not every client shows, such as `div` or `td: position`. */
export function unsupported(html: string): string[] {
  const found: string[] = [];
  for (const [, element = '', attributes = ''] of html.matchAll(/<([a-z]\w*)((?:\s+[\w-]+="[^"]*")*)\s*>/g)) {
    if (!ELEMENTS.has(element)) found.push(element);
    const style = /\sstyle="([^"]*)"/.exec(attributes)?.[1] ?? '';
    for (const declaration of style.split(';').filter(Boolean)) {
      const property = declaration.split(':')[0] ?? '';
      if (!PROPERTIES[property]?.includes(element)) found.push(`${element}: ${property}`);
    }
  }
  return found;
}
