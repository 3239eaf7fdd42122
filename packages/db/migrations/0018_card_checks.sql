CREATE TABLE `card_checks` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`checked_at` datetime(3) NOT NULL,
	`times` int unsigned NOT NULL DEFAULT 1,
	`last_at` datetime(3) NOT NULL,
	`burst` varchar(80),
	`verdict` varchar(20) NOT NULL,
	`member_id` bigint unsigned,
	`year` smallint unsigned,
	`legacy` boolean NOT NULL DEFAULT false,
	`user_id` bigint unsigned,
	`event_id` bigint unsigned,
	`outcome` enum('recorded','again','refused'),
	`method` enum('camera','scanner','typed','walk_in','by_hand'),
	`desk` varchar(60),
	CONSTRAINT `card_checks_id` PRIMARY KEY(`id`),
	CONSTRAINT `card_checks_burst_unique` UNIQUE(`burst`)
);
--> statement-breakpoint
CREATE TABLE `legacy_card_revocations` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`member_id` bigint unsigned NOT NULL,
	`year` smallint unsigned NOT NULL,
	`reason` varchar(60) NOT NULL,
	`user_id` bigint unsigned,
	`revoked_at` datetime(3) NOT NULL,
	CONSTRAINT `legacy_card_revocations_id` PRIMARY KEY(`id`),
	CONSTRAINT `legacy_card_revocations_once` UNIQUE(`member_id`,`year`)
);
--> statement-breakpoint
ALTER TABLE `card_checks` ADD CONSTRAINT `card_checks_member_id_members_id_fk` FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_checks` ADD CONSTRAINT `card_checks_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `card_checks` ADD CONSTRAINT `card_checks_event_id_card_events_id_fk` FOREIGN KEY (`event_id`) REFERENCES `card_events`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `legacy_card_revocations` ADD CONSTRAINT `legacy_card_revocations_member_id_members_id_fk` FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `legacy_card_revocations` ADD CONSTRAINT `legacy_card_revocations_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `card_checks_verdict` ON `card_checks` (`verdict`,`id`);--> statement-breakpoint
CREATE INDEX `card_checks_time` ON `card_checks` (`checked_at`);