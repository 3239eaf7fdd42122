import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DomainError, type Role, systemClock } from '@sowan/core';
import { isSetUp, logIn, setUp } from '@sowan/core/auth';
import { importMembers } from '@sowan/core/members';
import { createUserWithPassword } from '@sowan/core/users';
import { type Db, openDatabase } from '@sowan/db';
import { writeSecretFile } from '../services/secrets.ts';

export interface Account {
  role: Role;
  name: string;
  email: string;
  password: string;
}

interface SeedOptions {
  databaseUrl: string;
  /** The demo's data folder: the accounts are noted there, so that a later start can print them again. */
  dir: string;
  setupToken: string;
}

interface SeedRecord {
  accounts: Account[];
  complete: boolean;
}

const SCHOOL = 'SMA Negeri 1 Sowan';
const PEOPLE: Omit<Account, 'password'>[] = [
  { role: 'admin', name: 'Ratna Kusuma', email: 'admin@sowan.example' },
  { role: 'host', name: 'Budi Santoso', email: 'host@sowan.example' },
  { role: 'receptionist', name: 'Sari Wulandari', email: 'desk@sowan.example' },
];

/** Numbers of the range that the simulated phones are made with: nobody's. */
const MEMBERS = `Nama,Surel,Telepon,Jenis,Status
Ahmad Fauzi,ahmad@sowan.example,081230000101,Alumni,aktif
Dewi Lestari,dewi@sowan.example,081230000102,Alumni,aktif
Fransiska Wulandari,fransiska@sowan.example,,Alumni,aktif
Gede Arnawa,,081230000104,Komite,aktif
Hasan Basri,hasan@sowan.example,081230000105,Komite,aktif
Ida Ayu Puspita,ida@sowan.example,081230000106,Komite,aktif
Johan Sitorus,,,Alumni,aktif
Kartika Sari,kartika@sowan.example,081230000108,Alumni,
Lukman Hakim,lukman@sowan.example,081230000109,Alumni,
Maria Goreti,maria@sowan.example,081230000110,Komite,tidak aktif
`;

/**
 * Fills an empty database with the demo's school, its staff and its association's members, through the same verbs as the app. An interrupted run is
 * completed by the next. Throws DomainError `login_failed` when the database was set up by somebody else.
 */
export async function seedDemo({ databaseUrl, dir, setupToken }: SeedOptions): Promise<Account[]> {
  const file = path.join(dir, 'accounts.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeedRecord) : undefined;
  const accounts =
    known?.accounts ?? PEOPLE.map((person) => ({ ...person, password: randomBytes(9).toString('base64url') }));
  const database = openDatabase(databaseUrl, { connections: 2 });
  try {
    if (known?.complete && (await isSetUp(database))) return accounts;
    // Noted first: passwords that are in the database and nowhere else would lock everybody out.
    writeSecretFile(file, JSON.stringify({ accounts, complete: false }));
    await createAccounts(database.db, accounts, setupToken);
    writeSecretFile(file, JSON.stringify({ accounts, complete: true }));
    return accounts;
  } finally {
    await database.close();
  }
}

async function createAccounts(db: Db, accounts: Account[], setupToken: string): Promise<void> {
  const [admin, ...others] = accounts;
  if (!admin) return;
  const visitor = { db, clock: systemClock, actor: { type: 'public' } as const };
  if (!(await isSetUp(visitor)))
    await setUp(visitor, setupToken, { ...admin, token: setupToken, organisationName: SCHOOL });
  const { userId } = await logIn(visitor, admin);
  const actor = { type: 'user', id: userId, role: 'admin', name: admin.name, locale: 'id' } as const;
  for (const account of others) {
    try {
      await createUserWithPassword({ db, clock: systemClock, actor }, account);
    } catch (error) {
      const isThereAlready = error instanceof DomainError && error.reason === 'email_taken';
      if (!isThereAlready) throw error;
    }
  }
  await importMembers({ db, clock: systemClock, actor }, { csv: MEMBERS, commit: true });
}
