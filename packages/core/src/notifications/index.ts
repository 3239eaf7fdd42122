export { notify, type NotificationInput, type NotificationKind } from './notify.ts';
export {
  listNotifications,
  markNotificationsRead,
  newestNotificationId,
  notificationsAfter,
  type Notification,
} from './own.ts';
