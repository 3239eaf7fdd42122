export { createTestDatabase, type TestDatabase } from './database.ts';
export { makeAppointment, makeGuest, makeUser } from './factories.ts';
