ALTER TABLE `messages` ADD `retried_at` datetime(3);--> statement-breakpoint
ALTER TABLE `messages` ADD `cancelled_at` datetime(3);--> statement-breakpoint
ALTER TABLE `wa_inbound` ADD `media_type` varchar(80);