export { averagesByHost, findReviews, findReviewsSchema, type HostAverage } from './find.ts';
export { lobbyReviewSchema, reviewFromLobby } from './from-lobby.ts';
export { inviteReview } from './invite.ts';
export { listReviews, type ReviewRow } from './list.ts';
export { openReview, submitReview, submitReviewSchema, type ReviewInvitation } from './submit.ts';
