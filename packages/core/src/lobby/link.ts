import { renderSvg } from '@sowan/qr';
import type { PassConfig } from '../context.ts';

/** Where the poster leads: the page on which guests leave a review before they go. */
export const lobbyLink = (config: Pick<PassConfig, 'publicUrl'>): string => new URL('/lobby', config.publicUrl).href;

/** The same as a QR code for a screen, SVG. */
export const lobbyCode = (config: Pick<PassConfig, 'publicUrl'>): string => renderSvg(lobbyLink(config));
