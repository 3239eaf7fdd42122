export { eraseGuest } from './erase.ts';
export { exportGuest } from './export.ts';
export { findOrCreateGuest, type Guest, type GuestInput } from './find-or-create.ts';
export { getGuest, type GuestView } from './get.ts';
export { listGuests, listGuestsSchema, suggestGuests, type GuestRow } from './list.ts';
export { lookUpPhone, type PhoneLookup } from './lookup.ts';
export { renameGuest, updateGuest, updateGuestSchema } from './update.ts';
