/** What an address says beside its filters: which part of the list, and in which order. */
const NO_FILTERS = ['page', 'order'];

/** True when a list's address leaves some of its rows out. */
export const isFiltered = (query: Iterable<[string, string]>): boolean =>
  [...query].some(([name, value]) => value.trim() !== '' && !NO_FILTERS.includes(name));
