import { randomInt } from 'node:crypto';

/** Without what people mistake for something else (l, 1, o, 0). */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;
const VALID_DAYS = 7;

/** A password to be typed once: four groups of four of 32 letters, 80 random bits. */
export function newTemporaryPassword(): string {
  const letter = () => LETTERS.charAt(randomInt(LETTERS.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** Until when one given now opens the account. */
export const temporaryUntil = (now: Date): Date => new Date(now.getTime() + VALID_DAYS * 86_400_000);
