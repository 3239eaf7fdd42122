/** A text inside HTML, or inside one of its quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An address is one long word: unbroken it would make the mail wider than a phone. */
const linked = (line: string, style: string) =>
  line.replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}" style="word-break:break-all;${style}">${url}</a>`);

/** The lines of a paragraph as HTML, its addresses as links, of this style if any. */
export const linesAsHtml = (paragraph: string, linkStyle = ''): string =>
  paragraph
    .split('\n')
    .map((line) => linked(escapeHtml(line), linkStyle))
    .join('<br>');
