export { createApiToken, createApiTokenSchema } from './create.ts';
export { listApiTokens, type ApiTokenRow } from './list.ts';
export { resolveApiToken } from './resolve.ts';
export { revokeApiToken } from './revoke.ts';
