import type { IconName } from './components/Icon.svelte';
import { m } from './paraglide/messages.js';

export type StaffRole = 'admin' | 'host' | 'receptionist';

export interface NavigationItem {
  href: string;
  label: () => string;
  icon: IconName;
  roles: readonly StaffRole[];
}

export interface NavigationGroup {
  label: () => string;
  items: readonly NavigationItem[];
}

/** Every page that staff reach from the menu, in its order. A new page is one line here. */
const NAVIGATION: readonly NavigationGroup[] = [
  {
    label: m.nav_group_today,
    items: [
      { href: '/admin', label: m.nav_admin, icon: 'home', roles: ['admin'] },
      { href: '/host', label: m.nav_host, icon: 'calendar', roles: ['host', 'admin'] },
      { href: '/visits', label: m.nav_visits, icon: 'list', roles: ['admin', 'host', 'receptionist'] },
      { href: '/visits/calendar', label: m.nav_calendar, icon: 'calendar', roles: ['admin', 'host', 'receptionist'] },
      { href: '/desk', label: m.nav_desk, icon: 'door', roles: ['receptionist', 'admin'] },
      { href: '/desk/live', label: m.nav_wall, icon: 'people', roles: ['receptionist', 'admin'] },
    ],
  },
  {
    label: m.nav_group_people,
    items: [
      { href: '/guests', label: m.nav_guests, icon: 'people', roles: ['admin', 'host', 'receptionist'] },
      { href: '/desk/entrance', label: m.nav_entrance, icon: 'door', roles: ['receptionist', 'admin'] },
      { href: '/verify', label: m.nav_verify, icon: 'check', roles: ['receptionist', 'admin'] },
      { href: '/admin/members', label: m.nav_members, icon: 'people', roles: ['admin'] },
      { href: '/admin/cards', label: m.nav_cards, icon: 'qr', roles: ['admin'] },
    ],
  },
  {
    label: m.nav_group_messages,
    items: [
      { href: '/admin/whatsapp', label: m.nav_whatsapp, icon: 'message', roles: ['admin'] },
      { href: '/admin/whatsapp/messages', label: m.nav_messages, icon: 'list', roles: ['admin'] },
      { href: '/admin/whatsapp/inbox', label: m.nav_inbox, icon: 'inbox', roles: ['admin'] },
    ],
  },
  {
    label: m.nav_group_insight,
    items: [{ href: '/admin/reports', label: m.nav_reports, icon: 'chart', roles: ['admin'] }],
  },
  {
    label: m.nav_group_system,
    items: [
      { href: '/admin/users', label: m.nav_users, icon: 'people', roles: ['admin'] },
      { href: '/admin/settings', label: m.nav_settings, icon: 'gear', roles: ['admin'] },
      { href: '/admin/tokens', label: m.nav_tokens, icon: 'link', roles: ['admin'] },
      { href: '/admin/audit', label: m.nav_audit, icon: 'list', roles: ['admin'] },
      { href: '/admin/reviews', label: m.nav_reviews, icon: 'star', roles: ['admin'] },
      { href: '/admin/images', label: m.nav_images, icon: 'qr', roles: ['admin'] },
      { href: '/admin/backups', label: m.nav_backups, icon: 'download', roles: ['admin'] },
    ],
  },
];

/** What this role finds in its menu; groups without an item are left out. */
export function navigationFor(role: StaffRole): NavigationGroup[] {
  return NAVIGATION.map((group) => ({
    ...group,
    items: group.items.filter(({ roles }) => roles.includes(role)),
  })).filter(({ items }) => items.length > 0);
}

/** The item whose page, or a page below it, is shown at `pathname`: the longest address that fits. */
export function currentItem(groups: readonly NavigationGroup[], pathname: string): NavigationItem | undefined {
  return groups
    .flatMap(({ items }) => items)
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
}
