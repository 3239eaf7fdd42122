/** One page of ListObjectsV2. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export interface Listing {
  files: { key: string; size: number }[];
  folders: string[];
  /** The continuation token, when there is another page. */
  next?: string;
}

/** Reads the XML S3 answers: a flat, machine-written document in which no element we need can nest in itself. */
export function parseListing(xml: string): Listing {
  const files = all(xml, 'Contents').map((entry) => ({
    key: one(entry, 'Key') ?? '',
    size: Number(one(entry, 'Size')),
  }));
  const folders = all(xml, 'CommonPrefixes').map((entry) => one(entry, 'Prefix') ?? '');
  const next = one(xml, 'NextContinuationToken');
  return { files, folders, ...(next && { next }) };
}

function all(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(([, inner = '']) => inner);
}

function one(xml: string, element: string): string | undefined {
  const inner = all(xml, element)[0];
  return inner?.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex?: string, decimal?: string, name = '') =>
    hex || decimal ? String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)) : (ENTITIES[name] ?? ''),
  );
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
