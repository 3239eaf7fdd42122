export { lobbyCode, lobbyLink } from './link.ts';
export { lobbyPoster, posterSchema } from './poster.ts';
