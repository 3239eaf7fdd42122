export { createUser, createUserSchema } from './create.ts';
export { listHosts, listUsers, type UserRow } from './list.ts';
