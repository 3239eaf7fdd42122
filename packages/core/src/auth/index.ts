export { accessChanged } from './access-changed.ts';
export { changePassword, changePasswordSchema } from './change-password.ts';
export { logIn } from './log-in.ts';
export { hashPassword, verifyPassword } from './password.ts';
export { requestPasswordLink, requestPasswordLinkSchema, recoverPassword, recoverPasswordSchema } from './recover.ts';
export { logInSchema, passwordSchema, setUpSchema } from './schemas.ts';
export { isSetUp, setUp } from './set-up.ts';
export { newTemporaryPassword, temporaryUntil } from './temporary-password.ts';
