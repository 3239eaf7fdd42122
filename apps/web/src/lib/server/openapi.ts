import { generateOpenApiDocument } from 'trpc-to-openapi';
import { appRouter } from './trpc/router.ts';

/** The REST side described: made from the same procedures that answer it. */
export function openApiDocument(origin: string) {
  return generateOpenApiDocument(appRouter, {
    title: 'Sowan',
    description: 'Digital guest book: appointments, signed passes, arrivals, feedback.',
    version: '1',
    openApiVersion: '3.1.0',
    baseUrl: `${origin}/api/v1`,
    securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sowan_session' } },
  });
}
