import type { AnyProcedure } from '@trpc/server';
import { generateOpenApiDocument } from 'trpc-to-openapi';
import { PERMISSIONS, scopeOf, type Permission } from '@sowan/core';
import type { ProcedureMeta } from './trpc/init.ts';
import { appRouter } from './trpc/router.ts';

const BASE = '/api/v1';
let described: ReturnType<typeof describe> | undefined;

/** The REST side described for who reaches it at `origin`; made once a process, since it takes tens of milliseconds. */
export function openApiDocument(origin: string) {
  described ??= describe();
  return { ...described, servers: [{ url: `${origin}${BASE}` }] };
}

/** Made from the same procedures that answer. */
function describe() {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Sowan',
    description: 'Digital guest book: appointments, signed passes, arrivals, feedback.',
    version: '1',
    openApiVersion: '3.1.0',
    baseUrl: BASE,
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'sowan_session' },
      token: { type: 'http', scheme: 'bearer', description: 'A token made by an admin; each call names its scope.' },
    },
  });
  // The type nests the routers; the object is flat.
  for (const { _def } of Object.values(appRouter._def.procedures as unknown as Record<string, AnyProcedure>)) {
    const { permission, openapi } = (_def.meta ?? {}) as ProcedureMeta;
    const operation =
      openapi && document.paths?.[openapi.path]?.[openapi.method.toLowerCase() as Lowercase<typeof openapi.method>];
    if (permission && operation) operation.security = securityOf(permission);
  }
  return document;
}

/** Either suffices (OpenAPI 3.1: the strings of a bearer scheme are the scopes it needs). */
function securityOf(permission: Permission): Record<string, string[]>[] {
  if ((PERMISSIONS[permission] as readonly string[]).includes('public')) return [];
  const scope = scopeOf(permission);
  return scope ? [{ session: [] }, { token: [scope] }] : [{ session: [] }];
}
