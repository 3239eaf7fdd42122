import { text } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Passes, feedback links and everything behind the login are nobody's search results. */
const ROBOTS =
  'User-agent: *\nDisallow: /p/\nDisallow: /P/\nDisallow: /f/\nDisallow: /api/\nDisallow: /host\nDisallow: /desk\nDisallow: /admin\n';

export const GET: RequestHandler = () => text(ROBOTS);
