export { claimMessage, type Message } from './claim.ts';
export { enqueueMessages } from './enqueue.ts';
export { findByWaMessageId } from './find.ts';
export { messagesOfAppointment, type LedgerRow } from './ledger.ts';
export { isProgress, retryDelay } from './rules.ts';
export { failMessage, recordProgress, retryLater, returnToQueue } from './settle.ts';
export { enqueueDue, releaseInterrupted, sweepOutbox } from './sweep.ts';
export { newWaMessageId, tellGuest, type GuestMessage } from './tell-guest.ts';
export { inWords, isStopRequest, renderMessage, type TemplateKind } from './templates.ts';
