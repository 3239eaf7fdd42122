CREATE TABLE `message_attachments` (
	`message_id` bigint unsigned NOT NULL,
	`name` varchar(120) NOT NULL,
	`mime` varchar(100) NOT NULL,
	`bytes` mediumblob NOT NULL,
	CONSTRAINT `message_attachments_message_id` PRIMARY KEY(`message_id`)
);
--> statement-breakpoint
CREATE TABLE `wa_contacts` (
	`number` varchar(16) NOT NULL,
	`phone` varchar(16) NOT NULL,
	`opened_by` enum('us','them') NOT NULL,
	`opened_at` datetime(3) NOT NULL,
	CONSTRAINT `wa_contacts_number_phone_pk` PRIMARY KEY(`number`,`phone`)
);
--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `min_gap_ms` int unsigned DEFAULT 4000 NOT NULL;--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `max_gap_ms` int unsigned DEFAULT 8000 NOT NULL;--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `new_contacts_per_day` smallint unsigned DEFAULT 20 NOT NULL;--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `sending_paused` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `breaker_open_until` datetime(3);--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `breaker_opened_at` datetime(3);--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `breaker_reason` varchar(60);--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `breaker_trips` smallint unsigned DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `wa_sessions` ADD `breaker_refusals` smallint unsigned DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `message_attachments` ADD CONSTRAINT `message_attachments_message_id_messages_id_fk` FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `wa_contacts_opened` ON `wa_contacts` (`number`,`opened_by`,`opened_at`);