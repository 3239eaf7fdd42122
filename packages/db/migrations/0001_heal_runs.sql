CREATE TABLE `heal_runs` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`status` enum('queued','running','done','guard','cancelled','failed') NOT NULL DEFAULT 'queued',
	`deep` boolean NOT NULL,
	`dry_run` boolean NOT NULL DEFAULT false,
	`force` boolean NOT NULL DEFAULT false,
	`requested_by` bigint unsigned,
	`cancel_requested` boolean NOT NULL DEFAULT false,
	`shard` smallint unsigned NOT NULL DEFAULT 0,
	`counts` json NOT NULL,
	`orphan_share` double,
	`seconds` double,
	`error` varchar(300),
	`beat_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	`finished_at` datetime(3),
	CONSTRAINT `heal_runs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `heal_runs` ADD CONSTRAINT `heal_runs_requested_by_users_id_fk` FOREIGN KEY (`requested_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `heal_runs_status` ON `heal_runs` (`status`);