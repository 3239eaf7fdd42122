import { createTransport } from 'nodemailer';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** A picture shown in the mail (`cid:`) and attached under `filename`. */
  picture?: { cid: string; filename: string; png: Buffer };
  /** A document attached to the mail. */
  document?: { filename: string; content: Buffer; contentType: string };
  /** Address that ends such mail at one POST (RFC 8058). */
  unsubscribe?: string;
  /** Repeated attempts carry the same id, so that mail systems may drop the copy. */
  messageId: string;
}

export type MailOutcome =
  | { outcome: 'sent' }
  /** The server will not take it, now or later. */
  | { outcome: 'refused'; response: string }
  /** Not reached, or asked to come back. */
  | { outcome: 'later'; response: string };

export interface MailTransport {
  /** Sender, as in the From header. */
  from: string;
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}

const TIMEOUT_MS = 20_000;

/**
 * Mail through an SMTP server.
 * @param url smtp(s)://user:password@host:port
 * @param from sender, as in the From header
 */
export function smtpTransport(url: string, from: string): MailTransport {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    from,
    async send({ picture, document, unsubscribe, ...mail }) {
      try {
        await transport.sendMail({
          ...mail,
          from,
          ...(unsubscribe ? { headers: unsubscribeHeaders(unsubscribe) } : {}),
          attachments: [...(picture ? attachments(picture) : []), ...(document ? [document] : [])],
        });
        return { outcome: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
}

const unsubscribeHeaders = (link: string) => ({
  'List-Unsubscribe': `<${link}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/** Once inline for the page of the mail, once as a file to keep. */
function attachments({ cid, filename, png }: NonNullable<Mail['picture']>) {
  const contentType = 'image/png';
  return [
    { cid, filename, content: png, contentType, contentDisposition: 'inline' as const },
    { filename, content: png, contentType, contentDisposition: 'attachment' as const },
  ];
}

/** RFC 5321: 5yz is final, 4yz and everything that is no answer at all is not. */
function outcomeOf(error: unknown): MailOutcome {
  const response = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  // 530, 534, 535, 538 are about our own log-in, not about the recipient: worth trying again once it is mended.
  const ours = code >= 530 && code <= 538;
  return { outcome: code >= 500 && !ours ? 'refused' : 'later', response };
}
