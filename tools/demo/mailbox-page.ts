import type { Address, Email } from 'postal-mime';
import { bytesOf, type StoredMail } from './mail-store.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 46rem; margin: 0 auto; padding: 1rem; }
  ul { list-style: none; padding: 0; }
  li { border-bottom: 1px solid #8886; padding: .6rem 0; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 60vh; border: 1px solid #8886; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  small { opacity: .75; }
  img { max-width: 100%; }
`;

/** All mails, newest first. */
export function mailListPage(mails: StoredMail[]): string {
  const items = mails.map(({ id, mail }) => {
    const clip = mail.attachments.length > 0 ? ` · ${mail.attachments.length} attached` : '';
    return `<li><a href="/mails/${id}">${escape(mail.subject || '(no subject)')}</a><br>
      <small>to ${escape(names(mail.to))} · ${escape(mail.date ?? '')}${clip}</small></li>`;
  });
  const list =
    items.length > 0
      ? `<ul>${items.join('')}</ul>`
      : '<p>No mail yet. Everything that Sowan sends by e-mail appears here.</p>';
  return page(
    'Mailbox',
    `<h1>Mailbox</h1><p><small>This demo's mails end here; reload to see new ones.</small></p>${list}`,
  );
}

/** One mail with its pictures in place and its attachments below. */
export function mailPage({ id, mail }: StoredMail): string {
  const attachments = mail.attachments.map(({ filename, mimeType }, index) => {
    const name = escape(filename ?? `attachment ${index + 1}`);
    const address = `/mails/${id}/attachments/${index}`;
    const picture = mimeType.startsWith('image/') ? `<br><img src="${address}" alt="${name}">` : '';
    return `<li><a href="${address}" download="${name}">${name}</a> <small>${escape(mimeType)}</small>${picture}</li>`;
  });
  const body = mail.html
    ? `<iframe sandbox title="The mail's text" srcdoc="${escape(withPictures(mail))}"></iframe>`
    : `<pre>${escape(mail.text ?? '')}</pre>`;
  const text =
    mail.html && mail.text ? `<details><summary>As plain text</summary><pre>${escape(mail.text)}</pre></details>` : '';
  return page(
    mail.subject ?? 'Mail',
    `<p><a href="/">← Mailbox</a></p><h1>${escape(mail.subject ?? '')}</h1>
    <dl><dt>From</dt><dd>${escape(names(mail.from ? [mail.from] : []))}</dd><dt>To</dt><dd>${escape(names(mail.to))}</dd>
    <dt>Date</dt><dd>${escape(mail.date ?? '')}</dd></dl>
    ${body}${text}
    ${attachments.length > 0 ? `<h2>Attachments</h2><ul>${attachments.join('')}</ul>` : ''}
    <p><small><a href="/mails/${id}/source">Source</a></small></p>`,
  );
}

/** A sandboxed frame can't fetch `cid:` pictures, so they are put into the text. */
function withPictures(mail: Email): string {
  let html = mail.html ?? '';
  for (const attachment of mail.attachments) {
    const contentId = attachment.contentId?.replace(/^<|>$/g, '');
    if (!contentId) continue;
    const inline = `data:${attachment.mimeType};base64,${Buffer.from(bytesOf(attachment)).toString('base64')}`;
    html = html.replaceAll(`cid:${contentId}`, inline);
  }
  return html;
}

function names(addresses: Address[] | undefined): string {
  return (addresses ?? []).map(({ name, address }) => (name ? `${name} <${address}>` : (address ?? ''))).join(', ');
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`;
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
