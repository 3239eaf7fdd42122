CREATE TABLE `backups` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`file_name` varchar(80) NOT NULL,
	`status` enum('running','done','failed') NOT NULL DEFAULT 'running',
	`requested_by` bigint unsigned,
	`encrypted` boolean NOT NULL,
	`bytes` bigint unsigned,
	`tables` int unsigned,
	`row_count` bigint unsigned,
	`seconds` double,
	`error` varchar(300),
	`created_at` datetime(3) NOT NULL,
	`finished_at` datetime(3),
	`proof` enum('ok','failed'),
	`proof_error` varchar(300),
	`proof_seconds` double,
	`proven_at` datetime(3),
	CONSTRAINT `backups_id` PRIMARY KEY(`id`),
	CONSTRAINT `backups_fileName_unique` UNIQUE(`file_name`)
);
--> statement-breakpoint
CREATE TABLE `upkeep_runs` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`task` varchar(40) NOT NULL,
	`period` varchar(10) NOT NULL,
	`status` enum('running','done','failed') NOT NULL DEFAULT 'running',
	`attempts` int unsigned NOT NULL DEFAULT 1,
	`result` json,
	`error` varchar(300),
	`started_at` datetime(3) NOT NULL,
	`finished_at` datetime(3),
	CONSTRAINT `upkeep_runs_id` PRIMARY KEY(`id`),
	CONSTRAINT `upkeep_once` UNIQUE(`task`,`period`)
);
--> statement-breakpoint
DROP INDEX `appointments_day` ON `appointments`;--> statement-breakpoint
ALTER TABLE `appointments` ADD `archived_at` datetime(3);--> statement-breakpoint
ALTER TABLE `messages` ADD `attachment` json;--> statement-breakpoint
ALTER TABLE `backups` ADD CONSTRAINT `backups_requested_by_users_id_fk` FOREIGN KEY (`requested_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `backups_time` ON `backups` (`created_at`);--> statement-breakpoint
CREATE INDEX `upkeep_time` ON `upkeep_runs` (`started_at`);--> statement-breakpoint
CREATE INDEX `appointments_day` ON `appointments` (`scheduled_at`,`status`,`host_id`,`arrived_at`,`met_at`,`companions`);