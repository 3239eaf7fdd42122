/** A school of this country finds its zone without searching: west, middle, east. */
export const INDONESIA = [
  { zone: 'Asia/Jakarta', name: 'WIB · Jakarta' },
  { zone: 'Asia/Makassar', name: 'WITA · Makassar' },
  { zone: 'Asia/Jayapura', name: 'WIT · Jayapura' },
] as const;

/** Every other zone the server knows, by name. */
export function otherZones(): string[] {
  const first: readonly string[] = INDONESIA.map(({ zone }) => zone);
  return Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone));
}
