export { createUser, createUserWithPassword } from './create.ts';
export { deleteUser } from './delete.ts';
export { getUser, listHosts, listUsers, type UserRow } from './list.ts';
export { storedPhone } from './phone.ts';
export { createUserSchema, listUsersSchema, updateUserSchema } from './schemas.ts';
export { sendTemporaryPassword } from './temporary.ts';
export { updateUser } from './update.ts';
