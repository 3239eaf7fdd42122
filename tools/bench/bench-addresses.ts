interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

interface Document {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
}

/** What people type into a search, by the name of its field; a list's other filters stay empty. */
const SEARCHES: Record<string, string> = { q: 'Lestari', search: 'Lestari', query: 'Lestari', name: 'Lestari' };
const REPORTS = ['period=day', 'period=week', 'period=month', yearOfReports()];

function yearOfReports(): string {
  const today = new Date();
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return `period=range&from=${day(new Date(today.getTime() - 365 * 86_400_000))}&to=${day(today)}`;
}

/**
 * Every address that gives pages, found in the interface's own description, so that new ones are measured without being named here: its
 * first page, its last, and a search where there is one; and every report.
 */
export async function addressesOf(url: string, token: string): Promise<string[]> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document;
  const addresses: string[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    const base = `/api/v1${path}`;
    const parameters = methods['get']?.parameters ?? [];
    if (!methods['get'] || path.includes('{')) continue;
    if (path.startsWith('/reports/'))
      addresses.push(...(parameters.length > 0 ? REPORTS.map((r) => `${base}?${r}`) : [base]));
    else if (takes(parameters, 'page') || takes(parameters, 'limit') || takes(parameters, 'before'))
      addresses.push(...(await variantsOf(url, base, parameters, token)));
  }
  return addresses;
}

const takes = (parameters: Parameter[], name: string) => parameters.some((parameter) => parameter.name === name);

async function variantsOf(url: string, base: string, parameters: Parameter[], token: string): Promise<string[]> {
  const others = parameters.filter(({ required, name }) => required && name !== 'page' && name !== 'pageSize');
  if (others.length > 0) return [];
  const response = await fetch(`${url}${base}`, { headers: { authorization: `Bearer ${token}` } });
  // What is for people only, such as their own notices, is closed to tokens.
  if (response.status === 403) return [];
  // Measured all the same, so that it shows.
  if (!response.ok) return [base];
  const { total, pageSize } = (await response.json()) as { total?: number; pageSize?: number };
  const searches = parameters
    .filter(({ name }) => SEARCHES[name])
    .map(({ name }) => `${base}?${name}=${SEARCHES[name] ?? ''}`);
  const last = total && pageSize ? [`${base}?page=${Math.max(1, Math.ceil(total / pageSize))}`] : [];
  return [base, ...last, ...searches];
}
