import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from '../paths.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

interface Document {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
}

const SEARCHED = 'Lestari';
/** The names that search fields have; a list's other filters stay empty. */
const SEARCHES = ['q', 'search', 'query', 'name'];
const REPORTS = ['period=day', 'period=week', 'period=month', yearOfReports()];

function yearOfReports(): string {
  const today = new Date();
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return `period=range&from=${day(new Date(today.getTime() - 365 * 86_400_000))}&to=${day(today)}`;
}

/**
 * What gives lists, found where it is described, so that new ones are measured without being named here: every address of the REST
 * interface that gives pages, with its first page, its last, and a search where there is one; every report; and every page of the staff.
 */
export async function addressesOf(url: string, cookie: string): Promise<string[]> {
  return [...(await restAddresses(url, cookie)), ...pages()];
}

async function restAddresses(url: string, cookie: string): Promise<string[]> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document;
  const addresses: string[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    const base = `/api/v1${path}`;
    const parameters = methods['get']?.parameters ?? [];
    if (!methods['get'] || path.includes('{')) continue;
    if (path.startsWith('/reports/')) addresses.push(...(parameters.length > 0 ? reportsOf(base) : [base]));
    else if (takes(parameters, 'page') || takes(parameters, 'limit') || takes(parameters, 'before'))
      addresses.push(...(await variantsOf(url, base, parameters, cookie)));
  }
  return addresses;
}

const reportsOf = (base: string) => REPORTS.map((report) => `${base}?${report}`);
const takes = (parameters: Parameter[], name: string) => parameters.some((parameter) => parameter.name === name);

async function variantsOf(url: string, base: string, parameters: Parameter[], cookie: string): Promise<string[]> {
  const others = parameters.filter(({ required, name }) => required && name !== 'page' && name !== 'pageSize');
  if (others.length > 0) return [];
  const response = await fetch(`${url}${base}`, { headers: { cookie } });
  // A guest's own.
  if (response.status === 403) return [];
  // Measured all the same, so that it shows.
  if (!response.ok) return [base];
  const { total, pageSize } = (await response.json()) as { total?: number; pageSize?: number };
  const searches = SEARCHES.filter((name) => takes(parameters, name)).map((name) => `${base}?${name}=${SEARCHED}`);
  const last = total && pageSize ? [`${base}?page=${Math.max(1, Math.ceil(total / pageSize))}`] : [];
  return [base, ...last, ...searches];
}

/** The staff's pages that need no id, from their folders; those with a search field also searched. */
function pages(): string[] {
  const root = path.join(repoRoot, 'apps/web/src/routes/(staff)');
  return globSync('**/+page.server.ts', { cwd: root })
    .map((file) => path.dirname(file))
    .filter((folder) => !folder.includes('['))
    .sort()
    .flatMap((folder) => {
      const base = `/${folder}`;
      if (base === '/admin/reports') return reportsOf(base);
      const markup = globSync('*.svelte', { cwd: path.join(root, folder) })
        .map((file) => readFileSync(path.join(root, folder, file), 'utf8'))
        .join('\n');
      const search = SEARCHES.find((name) => new RegExp(`<input[^>]*\\bname="${name}"[^>]*type="search"`).test(markup));
      return [base, ...(search ? [`${base}?${search}=${SEARCHED}`] : [])];
    });
}
