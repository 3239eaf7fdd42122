CREATE TABLE `api_tokens` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(80) NOT NULL,
	`token_hash` varchar(64) NOT NULL,
	`hint` varchar(8) NOT NULL,
	`scopes` json NOT NULL,
	`created_by` bigint unsigned NOT NULL,
	`expires_at` datetime(3),
	`revoked_at` datetime(3),
	`last_used_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `api_tokens_id` PRIMARY KEY(`id`),
	CONSTRAINT `api_tokens_tokenHash_unique` UNIQUE(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `password_links` (
	`token_hash` varchar(64) NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `password_links_token_hash` PRIMARY KEY(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `closed_days` (
	`day` date NOT NULL,
	`name` varchar(120) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `closed_days_day` PRIMARY KEY(`day`)
);
--> statement-breakpoint
CREATE TABLE `message_templates` (
	`kind` varchar(32) NOT NULL,
	`locale` enum('id','en','fr') NOT NULL,
	`subject` varchar(200) NOT NULL,
	`body` text NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `message_templates_kind_locale_pk` PRIMARY KEY(`kind`,`locale`)
);
--> statement-breakpoint
CREATE TABLE `pictures` (
	`name` varchar(30) NOT NULL,
	`content_type` varchar(40) NOT NULL,
	`bytes` mediumblob NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `pictures_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
ALTER TABLE `settings` DROP FOREIGN KEY `settings_updated_by_users_id_fk`;
--> statement-breakpoint
ALTER TABLE `sessions` ADD `created_at` datetime(3);--> statement-breakpoint
ALTER TABLE `sessions` ADD `last_seen_at` datetime(3);--> statement-breakpoint
ALTER TABLE `sessions` ADD `user_agent` varchar(255);--> statement-breakpoint
ALTER TABLE `users` ADD `must_change_password` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `password_until` datetime(3);--> statement-breakpoint
ALTER TABLE `messages` ADD `user_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `messages` ADD `secret` varchar(300);--> statement-breakpoint
ALTER TABLE `api_tokens` ADD CONSTRAINT `api_tokens_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `password_links` ADD CONSTRAINT `password_links_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `api_tokens_user` ON `api_tokens` (`created_by`);--> statement-breakpoint
CREATE INDEX `password_links_user` ON `password_links` (`user_id`);--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `settings` ADD CONSTRAINT `settings_updated_by_users_id_fk` FOREIGN KEY (`updated_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `audit_actor` ON `audit_log` (`actor_type`,`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit_log` (`action`,`id`);