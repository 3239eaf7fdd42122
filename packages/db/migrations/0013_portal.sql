CREATE TABLE `guest_links` (
	`token_hash` varchar(64) NOT NULL,
	`guest_id` bigint unsigned NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `guest_links_token_hash` PRIMARY KEY(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `guest_sessions` (
	`id` varchar(64) NOT NULL,
	`guest_id` bigint unsigned NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `guest_sessions_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `appointments` ADD `cancel_requested_at` datetime(3);--> statement-breakpoint
ALTER TABLE `guests` ADD `password_hash` varchar(255);--> statement-breakpoint
ALTER TABLE `guests` ADD `erased_at` datetime(3);--> statement-breakpoint
ALTER TABLE `guest_links` ADD CONSTRAINT `guest_links_guest_id_guests_id_fk` FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `guest_sessions` ADD CONSTRAINT `guest_sessions_guest_id_guests_id_fk` FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `guest_links_guest` ON `guest_links` (`guest_id`);--> statement-breakpoint
CREATE INDEX `guest_sessions_guest` ON `guest_sessions` (`guest_id`);