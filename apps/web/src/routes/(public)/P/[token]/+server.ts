import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The upper-case address inside a QR code. */
export const GET: RequestHandler = ({ params }) => redirect(308, `/p/${params.token}`);
