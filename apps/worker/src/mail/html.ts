/** A text inside HTML, or inside one of its quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const linked = (line: string) => line.replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);

/** The lines of a paragraph as HTML, its addresses as links. */
export const linesAsHtml = (paragraph: string): string =>
  paragraph
    .split('\n')
    .map((line) => linked(escapeHtml(line)))
    .join('<br>');
