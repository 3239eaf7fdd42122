export { notify, type NotificationInput, type NotificationKind } from './notify.ts';
export {
  listNotifications,
  markNotificationsRead,
  newestNotificationId,
  notificationById,
  notificationsAfter,
  type Notification,
} from './own.ts';
export { withdrawArrivals } from './withdraw.ts';
