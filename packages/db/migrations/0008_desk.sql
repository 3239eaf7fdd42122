ALTER TABLE `check_ins` MODIFY COLUMN `method` enum('camera','scanner','typed','walk_in','by_hand') NOT NULL;--> statement-breakpoint
ALTER TABLE `check_ins` ADD `synced_at` datetime(3);--> statement-breakpoint
ALTER TABLE `check_ins` ADD `shown` varchar(32);--> statement-breakpoint
ALTER TABLE `check_ins` ADD `undone_at` datetime(3);--> statement-breakpoint
ALTER TABLE `check_ins` ADD `undone_by` bigint unsigned;--> statement-breakpoint
ALTER TABLE `check_ins` ADD CONSTRAINT `check_ins_undone_by_users_id_fk` FOREIGN KEY (`undone_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;