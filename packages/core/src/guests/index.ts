export { findOrCreateGuest, type Guest, type GuestInput } from './find-or-create.ts';
export { lookUpPhone, type PhoneLookup } from './lookup.ts';
