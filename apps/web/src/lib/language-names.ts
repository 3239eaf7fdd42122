/** Each language in its own words. */
export const LANGUAGE_NAMES = { id: 'Bahasa Indonesia', en: 'English', fr: 'Français' } as const;
