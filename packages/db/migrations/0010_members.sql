CREATE TABLE `member_series` (
	`year` smallint unsigned NOT NULL,
	`last` int unsigned NOT NULL,
	CONSTRAINT `member_series_year` PRIMARY KEY(`year`)
);
--> statement-breakpoint
CREATE TABLE `members` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`number` varchar(32) NOT NULL,
	`name` varchar(120) NOT NULL,
	`email` varchar(254),
	`phone` varchar(16),
	`type` varchar(40) NOT NULL DEFAULT 'regular',
	`status` enum('pending','active','inactive') NOT NULL DEFAULT 'pending',
	`locale` enum('id','en','fr') NOT NULL DEFAULT 'id',
	`member_since` date NOT NULL,
	`whatsapp_stopped_at` datetime(3),
	`mail_bounced_at` datetime(3),
	`mail_bounce` varchar(300),
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `members_id` PRIMARY KEY(`id`),
	CONSTRAINT `members_number_unique` UNIQUE(`number`)
);
--> statement-breakpoint
CREATE TABLE `attendances` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`event_id` bigint unsigned NOT NULL,
	`member_id` bigint unsigned NOT NULL,
	`pass_id` bigint unsigned,
	`method` enum('camera','scanner','typed','walk_in','by_hand') NOT NULL,
	`desk` varchar(60) NOT NULL,
	`user_id` bigint unsigned,
	`attended_at` datetime(3) NOT NULL,
	CONSTRAINT `attendances_id` PRIMARY KEY(`id`),
	CONSTRAINT `attendances_once` UNIQUE(`event_id`,`member_id`)
);
--> statement-breakpoint
CREATE TABLE `card_events` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(120) NOT NULL,
	`day` date NOT NULL,
	`created_by` bigint unsigned,
	`created_at` datetime(3) NOT NULL,
	`closed_at` datetime(3),
	CONSTRAINT `card_events_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `card_run_items` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`run_id` bigint unsigned NOT NULL,
	`member_id` bigint unsigned NOT NULL,
	`status` enum('pending','sending','done','failed','skipped','cancelled') NOT NULL DEFAULT 'pending',
	`reason` varchar(60),
	`pass_id` bigint unsigned,
	`settled_at` datetime(3),
	CONSTRAINT `card_run_items_id` PRIMARY KEY(`id`),
	CONSTRAINT `card_run_items_once` UNIQUE(`run_id`,`member_id`)
);
--> statement-breakpoint
CREATE TABLE `card_runs` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`year` smallint unsigned NOT NULL,
	`status` enum('queued','running','paused','done','cancelled') NOT NULL DEFAULT 'queued',
	`channels` enum('email','whatsapp','every','none') NOT NULL DEFAULT 'email',
	`resend` boolean NOT NULL DEFAULT false,
	`selection` json NOT NULL,
	`total` int unsigned NOT NULL,
	`requested_by` bigint unsigned,
	`created_at` datetime(3) NOT NULL,
	`started_at` datetime(3),
	`finished_at` datetime(3),
	CONSTRAINT `card_runs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `passes` ADD `member_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `passes` ADD `live` tinyint unsigned GENERATED ALWAYS AS ((if(revoked_at is null, 1, null))) STORED;--> statement-breakpoint
ALTER TABLE `messages` ADD `member_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `messages` ADD `run_item_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `messages` ADD `bulk` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `passes` ADD CONSTRAINT `passes_one_card` UNIQUE(`member_id`,`year`,`live`);--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_run_item` UNIQUE(`run_item_id`,`channel`);--> statement-breakpoint
ALTER TABLE `attendances` ADD CONSTRAINT `attendances_event_id_card_events_id_fk` FOREIGN KEY (`event_id`) REFERENCES `card_events`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `attendances` ADD CONSTRAINT `attendances_member_id_members_id_fk` FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `attendances` ADD CONSTRAINT `attendances_pass_id_passes_id_fk` FOREIGN KEY (`pass_id`) REFERENCES `passes`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `attendances` ADD CONSTRAINT `attendances_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_events` ADD CONSTRAINT `card_events_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_run_items` ADD CONSTRAINT `card_run_items_run_id_card_runs_id_fk` FOREIGN KEY (`run_id`) REFERENCES `card_runs`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_run_items` ADD CONSTRAINT `card_run_items_member_id_members_id_fk` FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_run_items` ADD CONSTRAINT `card_run_items_pass_id_passes_id_fk` FOREIGN KEY (`pass_id`) REFERENCES `passes`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_runs` ADD CONSTRAINT `card_runs_requested_by_users_id_fk` FOREIGN KEY (`requested_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `members_name` ON `members` (`name`);--> statement-breakpoint
CREATE INDEX `members_status` ON `members` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `members_email` ON `members` (`email`);--> statement-breakpoint
CREATE INDEX `members_phone` ON `members` (`phone`);--> statement-breakpoint
CREATE INDEX `attendances_time` ON `attendances` (`event_id`,`attended_at`);--> statement-breakpoint
CREATE INDEX `card_events_day` ON `card_events` (`day`);--> statement-breakpoint
CREATE INDEX `card_run_items_status` ON `card_run_items` (`run_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `card_runs_status` ON `card_runs` (`status`);--> statement-breakpoint
ALTER TABLE `passes` ADD CONSTRAINT `passes_member_id_members_id_fk` FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_member_id_members_id_fk` FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_run_item_id_card_run_items_id_fk` FOREIGN KEY (`run_item_id`) REFERENCES `card_run_items`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `passes_card_year` ON `passes` (`year`,`member_id`);--> statement-breakpoint
CREATE INDEX `messages_member` ON `messages` (`member_id`,`id`);