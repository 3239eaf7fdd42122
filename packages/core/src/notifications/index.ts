export { notify, type NotificationInput, type NotificationKind } from './notify.ts';
export {
  deleteNotifications,
  listNotifications,
  markNotificationsRead,
  newestNotificationId,
  notificationById,
  notificationsAfter,
  type Notification,
} from './own.ts';
export { withdrawArrivals } from './withdraw.ts';
export { notifyDesk } from './notify-desk.ts';
export {
  noticePreferences,
  noticePreferencesSchema,
  setNoticePreferences,
  type NoticePreferences,
} from './preferences.ts';
