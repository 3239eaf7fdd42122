export { cancelMessage } from './cancel.ts';
export { attachFile, attachmentSchema, MOST_ATTACHMENT_BYTES, readAttachment, type Attachment } from './attachment.ts';
export { claimMessage, type ClaimedMessage, type MessageContent } from './claim.ts';
export { enqueueMessages } from './enqueue.ts';
export { findByWaMessageId } from './find.ts';
export { getMessage, type MessageView } from './get.ts';
export { messagesOfAppointment, messagesOfGuest, type LedgerRow } from './ledger.ts';
export { listMessages, listMessagesSchema } from './list.ts';
export type { ListedMessage } from './listed.ts';
export { wordsToSend, type Message } from './message.ts';
export { OUTGOING, writeMessage, type Outgoing } from './outgoing.ts';
export { readdressMessages } from './readdress.ts';
export { retryMessage } from './retry.ts';
export { isProgress, morningOf, retryDelay, type MessageAction } from './rules.ts';
export { isWhatsappConnected } from './session.ts';
export { failMessage, recordProgress, retryLater, returnToQueue } from './settle.ts';
export { enqueueDue, releaseInterrupted, releaseRefused, sweepOutbox } from './sweep.ts';
export { waitForQuota } from './wait-for-quota.ts';
export { newWaMessageId, tellGuest, type GuestMessage } from './tell-guest.ts';
export { answerConsent } from './consent.ts';
export { memberMessages, type MemberMessage } from './member-messages.ts';
export { timelineOf, type TimelineStep } from './timeline.ts';
export { withdrawMessages } from './withdraw.ts';
export { writeByHand, writeByHandSchema } from './write-by-hand.ts';
export { tellHostOfArrival } from './tell-host.ts';
export { tellStaff, type StaffMessage } from './tell-staff.ts';
export {
  getTemplate,
  listTemplates,
  previewTemplate,
  resetTemplate,
  saveTemplate,
  saveTemplateSchema,
  templateKeySchema,
  type TemplateSummary,
  type TemplateView,
} from './own-templates.ts';
export {
  inWords,
  isResumeRequest,
  isStopRequest,
  renderTemplate,
  TEMPLATES,
  type TemplateKind,
  wordsOf,
} from './templates.ts';
