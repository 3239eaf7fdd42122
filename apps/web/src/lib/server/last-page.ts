import { redirect } from '@sveltejs/kit';

interface Part {
  page: number;
  pageSize: number;
  total: number;
}

/** A part of a list as it is; an address that asks for a page beyond the end is led to the last one, with its filters. */
export function withinPages<T extends Part>(url: URL, part: T): T {
  const last = Math.max(1, Math.ceil(part.total / part.pageSize));
  if (part.page <= last) return part;
  const to = new URL(url);
  if (last === 1) to.searchParams.delete('page');
  else to.searchParams.set('page', String(last));
  redirect(303, `${to.pathname}${to.search}`);
}
