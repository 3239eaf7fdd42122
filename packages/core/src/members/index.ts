export { createMember } from './create.ts';
export { deactivateMember } from './deactivate.ts';
export { exportMembers } from './export.ts';
export { membersMatching } from './filter.ts';
export { importMembers, importMembersSchema, type ImportReport } from './import.ts';
export { getMember, listMembers, memberListSchema, memberTypes, type MemberRow } from './list.ts';
export { lockMember, lockMembers, setStatus, type Member } from './lock.ts';
export { memberNumber, serialOf, statusAfter, type MemberStatus } from './rules.ts';
export { resubscribeMember } from './resubscribe.ts';
export {
  createMemberSchema,
  memberFilterSchema,
  updateMemberSchema,
  type CreateMember,
  type MemberFilter,
  type UpdateMember,
} from './schemas.ts';
export { unsubscribeLink, unsubscribeMember } from './unsubscribe.ts';
export { updateMember } from './update.ts';
