CREATE TABLE `visit_import_rows` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`import_id` bigint unsigned NOT NULL,
	`line` int unsigned NOT NULL,
	`booking` json NOT NULL,
	`status` enum('pending','booked','failed','skipped') NOT NULL DEFAULT 'pending',
	`reason` varchar(60),
	`appointment_id` bigint unsigned,
	CONSTRAINT `visit_import_rows_id` PRIMARY KEY(`id`),
	CONSTRAINT `visit_import_rows_line` UNIQUE(`import_id`,`line`)
);
--> statement-breakpoint
CREATE TABLE `visit_imports` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`file_name` varchar(200) NOT NULL,
	`status` enum('queued','running','done','cancelled') NOT NULL DEFAULT 'queued',
	`created_by` bigint unsigned NOT NULL,
	`cancel_requested` boolean NOT NULL DEFAULT false,
	`total` int unsigned NOT NULL,
	`beat_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	`finished_at` datetime(3),
	CONSTRAINT `visit_imports_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `users` ADD `arrival_by_whatsapp` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `appointments` ADD `host_answer` enum('coming','soon','colleague');--> statement-breakpoint
ALTER TABLE `appointments` ADD `host_answered_at` datetime(3);--> statement-breakpoint
ALTER TABLE `appointments` ADD `escalated_at` datetime(3);--> statement-breakpoint
ALTER TABLE `appointments` ADD `idempotency_key` varchar(64);--> statement-breakpoint
ALTER TABLE `appointments` ADD CONSTRAINT `appointments_idempotency` UNIQUE(`created_by`,`idempotency_key`);--> statement-breakpoint
ALTER TABLE `visit_import_rows` ADD CONSTRAINT `visit_import_rows_import_id_visit_imports_id_fk` FOREIGN KEY (`import_id`) REFERENCES `visit_imports`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `visit_import_rows` ADD CONSTRAINT `visit_import_rows_appointment_id_appointments_id_fk` FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `visit_imports` ADD CONSTRAINT `visit_imports_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `visit_import_rows_status` ON `visit_import_rows` (`import_id`,`status`);--> statement-breakpoint
CREATE INDEX `visit_imports_user` ON `visit_imports` (`created_by`,`id`);--> statement-breakpoint
CREATE INDEX `visit_imports_status` ON `visit_imports` (`status`);--> statement-breakpoint
CREATE INDEX `appointments_host_guest` ON `appointments` (`host_id`,`guest_id`);--> statement-breakpoint
CREATE FULLTEXT INDEX `guests_name_words` ON `guests` (`name`);
