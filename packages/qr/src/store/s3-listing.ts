/** One page of ListObjects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export interface Listing {
  files: { key: string; size: number }[];
  folders: string[];
  /** Where the next page begins, when there is one. */
  next?: string;
}

/** Reads the XML S3 answers: a flat, machine-written document in which no element we need can nest in itself. */
export function parseListing(xml: string): Listing {
  const files = all(xml, 'Contents').map((entry) => ({
    key: one(entry, 'Key') ?? '',
    size: Number(one(entry, 'Size')),
  }));
  const folders = all(xml, 'CommonPrefixes').map((entry) => one(entry, 'Prefix') ?? '');
  const truncated = one(xml, 'IsTruncated') === 'true';
  const next = truncated ? (one(xml, 'NextMarker') ?? files.at(-1)?.key) : undefined;
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
