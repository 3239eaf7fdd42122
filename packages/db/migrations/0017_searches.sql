-- In one statement each: the guest's foreign key needs an index at every moment.
ALTER TABLE `appointments` DROP INDEX `appointments_guest_day`, ADD INDEX `appointments_guest_day` (`guest_id`,`scheduled_at`,`archived_at`,`host_id`);--> statement-breakpoint
ALTER TABLE `reviews` DROP INDEX `reviews_submitted`, ADD INDEX `reviews_submitted` (`submitted_at`,`id`,`host_id`,`rating`);--> statement-breakpoint
CREATE INDEX `messages_recipient` ON `messages` (`recipient`);
