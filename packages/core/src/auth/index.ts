export { logIn } from './log-in.ts';
export { hashPassword } from './password.ts';
export { logInSchema, passwordSchema, setUpSchema } from './schemas.ts';
export { isSetUp, setUp } from './set-up.ts';
