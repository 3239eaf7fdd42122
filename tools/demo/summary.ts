import type { Account } from './seed.ts';

interface DemoReady {
  url: string;
  simulator: string;
  mailbox: string;
  gateway: string;
  accounts: Account[];
}

/** What the user of `npm run demo` sees at the end. */
export function demoSummary({ url, simulator, mailbox, gateway, accounts }: DemoReady): string {
  const width = Math.max(...accounts.map(({ email }) => email.length));
  const rows = accounts.map(
    ({ role, email, password }) => `    ${role.padEnd(13)} ${email.padEnd(width)}  ${password}`,
  );
  return `
  Sowan is ready.

    The app        ${url}
    The phones     ${simulator}
    The mailbox    ${mailbox}
    The gateway    ${gateway}/metrics

  Log in as
${rows.join('\n')}

  First pair the school's phone: log in as admin, open WhatsApp, and scan the code with the first phone.
  Ctrl-C stops everything; what you did is kept. \`npm run demo -- --fresh\` starts over.

`;
}
