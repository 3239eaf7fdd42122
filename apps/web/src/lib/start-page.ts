/** Where each role's day begins. */
export const START_PAGE = { admin: '/admin', host: '/host', receptionist: '/desk' } as const;
