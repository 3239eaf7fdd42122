/** The columns of a file, by the names people give them. */
const NAMES = {
  name: ['name', 'nama', 'nom', 'guest', 'tamu'],
  phone: ['phone', 'telepon', 'no hp', 'nomor', 'whatsapp', 'téléphone', 'telephone'],
  date: ['date', 'tanggal'],
  time: ['time', 'jam', 'pukul', 'waktu', 'heure'],
  purpose: ['purpose', 'keperluan', 'objet', 'motif'],
  host: ['host', 'guru', 'hôte', 'hote', 'host e-mail', 'e-mail guru'],
  email: ['email', 'e-mail', 'surel'],
  companions: ['companions', 'pendamping', 'accompagnants'],
  language: ['language', 'bahasa', 'langue'],
} as const;

export type Column = keyof typeof NAMES;
export const REQUIRED: readonly Column[] = ['name', 'phone', 'date', 'time', 'purpose'];

/** Which cell holds which column, from the file's first line; unknown columns are left aside. */
export function readHeader(cells: readonly string[]): { at: Map<Column, number>; missing: Column[] } {
  const at = new Map<Column, number>();
  for (const [index, cell] of cells.entries()) {
    const typed = cell.toLowerCase().replaceAll('_', ' ');
    const column = (Object.keys(NAMES) as Column[]).find((name) => (NAMES[name] as readonly string[]).includes(typed));
    if (column && !at.has(column)) at.set(column, index);
  }
  return { at, missing: REQUIRED.filter((column) => !at.has(column)) };
}
