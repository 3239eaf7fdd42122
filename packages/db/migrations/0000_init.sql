CREATE TABLE `sessions` (
	`id` varchar(64) NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `sessions_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`email` varchar(254) NOT NULL,
	`name` varchar(120) NOT NULL,
	`role` enum('admin','host','receptionist') NOT NULL,
	`password_hash` varchar(255),
	`phone` varchar(16),
	`locale` enum('id','en','fr') NOT NULL DEFAULT 'id',
	`active` boolean NOT NULL DEFAULT true,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `users_id` PRIMARY KEY(`id`),
	CONSTRAINT `users_email_unique` UNIQUE(`email`)
);
--> statement-breakpoint
CREATE TABLE `appointments` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`host_id` bigint unsigned NOT NULL,
	`guest_id` bigint unsigned NOT NULL,
	`purpose` varchar(300) NOT NULL,
	`companions` smallint unsigned NOT NULL DEFAULT 0,
	`scheduled_at` datetime(3) NOT NULL,
	`status` enum('scheduled','waiting','in_progress','completed','cancelled','no_show') NOT NULL DEFAULT 'scheduled',
	`arrived_at` datetime(3),
	`met_at` datetime(3),
	`completed_at` datetime(3),
	`cancelled_at` datetime(3),
	`created_by` bigint unsigned,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `appointments_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `check_ins` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`pass_id` bigint unsigned,
	`appointment_id` bigint unsigned,
	`admission` bigint unsigned,
	`outcome` varchar(32) NOT NULL,
	`method` enum('camera','scanner','typed','walk_in') NOT NULL,
	`desk` varchar(60) NOT NULL,
	`user_id` bigint unsigned,
	`idempotency_key` varchar(64),
	`scanned_at` datetime(3) NOT NULL,
	CONSTRAINT `check_ins_id` PRIMARY KEY(`id`),
	CONSTRAINT `check_ins_admission_unique` UNIQUE(`admission`),
	CONSTRAINT `check_ins_idempotencyKey_unique` UNIQUE(`idempotency_key`)
);
--> statement-breakpoint
CREATE TABLE `guests` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(120) NOT NULL,
	`phone` varchar(16),
	`email` varchar(254),
	`locale` enum('id','en','fr') NOT NULL DEFAULT 'id',
	`whatsapp_stopped_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `guests_id` PRIMARY KEY(`id`),
	CONSTRAINT `guests_phone_unique` UNIQUE(`phone`)
);
--> statement-breakpoint
CREATE TABLE `passes` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`code` bigint unsigned NOT NULL,
	`kind` enum('appointment','guest','member') NOT NULL,
	`key_slot` tinyint unsigned NOT NULL,
	`appointment_id` bigint unsigned,
	`guest_id` bigint unsigned,
	`year` smallint unsigned,
	`revoked_at` datetime(3),
	`revoked_reason` varchar(60),
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `passes_id` PRIMARY KEY(`id`),
	CONSTRAINT `passes_code_unique` UNIQUE(`code`)
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`appointment_id` bigint unsigned NOT NULL,
	`host_id` bigint unsigned NOT NULL,
	`token_hash` varchar(64) NOT NULL,
	`rating` tinyint unsigned,
	`comment` varchar(1000),
	`invited_at` datetime(3) NOT NULL,
	`submitted_at` datetime(3),
	CONSTRAINT `reviews_id` PRIMARY KEY(`id`),
	CONSTRAINT `reviews_appointmentId_unique` UNIQUE(`appointment_id`),
	CONSTRAINT `reviews_tokenHash_unique` UNIQUE(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`channel` enum('whatsapp','email') NOT NULL,
	`kind` varchar(32) NOT NULL,
	`recipient` varchar(254) NOT NULL,
	`locale` enum('id','en','fr') NOT NULL,
	`subject` varchar(200),
	`body` text NOT NULL,
	`pass_id` bigint unsigned,
	`appointment_id` bigint unsigned,
	`guest_id` bigint unsigned,
	`wa_session_id` bigint unsigned,
	`wa_message_id` varchar(40),
	`replaces` bigint unsigned,
	`status` enum('queued','sending','sent','delivered','read','failed','cancelled') NOT NULL DEFAULT 'queued',
	`reason` varchar(60),
	`attempts` int unsigned NOT NULL DEFAULT 0,
	`not_before` datetime(3),
	`created_at` datetime(3) NOT NULL,
	`sending_at` datetime(3),
	`sent_at` datetime(3),
	`delivered_at` datetime(3),
	`read_at` datetime(3),
	`failed_at` datetime(3),
	CONSTRAINT `messages_id` PRIMARY KEY(`id`),
	CONSTRAINT `messages_waMessageId_unique` UNIQUE(`wa_message_id`)
);
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`kind` varchar(32) NOT NULL,
	`appointment_id` bigint unsigned,
	`data` json NOT NULL,
	`read_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `notifications_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `wa_auth` (
	`session_id` bigint unsigned NOT NULL,
	`type` varchar(40) NOT NULL,
	`key_id` varchar(120) NOT NULL,
	`format` tinyint unsigned NOT NULL,
	`encryption_key` smallint unsigned NOT NULL,
	`sealed` mediumblob NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `wa_auth_session_id_type_key_id_pk` PRIMARY KEY(`session_id`,`type`,`key_id`)
);
--> statement-breakpoint
CREATE TABLE `wa_inbound` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`session_id` bigint unsigned NOT NULL,
	`wa_message_id` varchar(64) NOT NULL,
	`from_jid` varchar(80) NOT NULL,
	`phone` varchar(16),
	`push_name` varchar(120),
	`content_type` varchar(20) NOT NULL,
	`text` text,
	`received_at` datetime(3) NOT NULL,
	CONSTRAINT `wa_inbound_id` PRIMARY KEY(`id`),
	CONSTRAINT `wa_inbound_once` UNIQUE(`session_id`,`wa_message_id`)
);
--> statement-breakpoint
CREATE TABLE `wa_sessions` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(60) NOT NULL,
	`is_default` boolean NOT NULL DEFAULT false,
	`desired_state` enum('running','stopped','logged_out') NOT NULL DEFAULT 'stopped',
	`restart_count` int unsigned NOT NULL DEFAULT 0,
	`pairing_phone` varchar(16),
	`status` enum('stopped','connecting','pairing','connected','disconnected','failed') NOT NULL DEFAULT 'stopped',
	`linked_phone` varchar(16),
	`linked_name` varchar(120),
	`failure_reason` varchar(60),
	`owner` varchar(64),
	`epoch` bigint unsigned NOT NULL DEFAULT 0,
	`lease_until` datetime(3),
	`status_at` datetime(3) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `wa_sessions_id` PRIMARY KEY(`id`),
	CONSTRAINT `wa_sessions_name_unique` UNIQUE(`name`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`at` datetime(3) NOT NULL,
	`actor_type` varchar(16) NOT NULL,
	`actor_id` bigint unsigned,
	`action` varchar(60) NOT NULL,
	`subject_type` varchar(30) NOT NULL,
	`subject_id` bigint unsigned,
	`data` json NOT NULL,
	CONSTRAINT `audit_log_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` varchar(60) NOT NULL,
	`value` json NOT NULL,
	`updated_by` bigint unsigned,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `settings_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD CONSTRAINT `sessions_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `appointments` ADD CONSTRAINT `appointments_host_id_users_id_fk` FOREIGN KEY (`host_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `appointments` ADD CONSTRAINT `appointments_guest_id_guests_id_fk` FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `appointments` ADD CONSTRAINT `appointments_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `check_ins` ADD CONSTRAINT `check_ins_pass_id_passes_id_fk` FOREIGN KEY (`pass_id`) REFERENCES `passes`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `check_ins` ADD CONSTRAINT `check_ins_appointment_id_appointments_id_fk` FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `check_ins` ADD CONSTRAINT `check_ins_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `passes` ADD CONSTRAINT `passes_appointment_id_appointments_id_fk` FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `passes` ADD CONSTRAINT `passes_guest_id_guests_id_fk` FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reviews` ADD CONSTRAINT `reviews_appointment_id_appointments_id_fk` FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reviews` ADD CONSTRAINT `reviews_host_id_users_id_fk` FOREIGN KEY (`host_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_pass_id_passes_id_fk` FOREIGN KEY (`pass_id`) REFERENCES `passes`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_appointment_id_appointments_id_fk` FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_guest_id_guests_id_fk` FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_wa_session_id_wa_sessions_id_fk` FOREIGN KEY (`wa_session_id`) REFERENCES `wa_sessions`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `notifications` ADD CONSTRAINT `notifications_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `notifications` ADD CONSTRAINT `notifications_appointment_id_appointments_id_fk` FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `wa_auth` ADD CONSTRAINT `wa_auth_session_id_wa_sessions_id_fk` FOREIGN KEY (`session_id`) REFERENCES `wa_sessions`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `wa_inbound` ADD CONSTRAINT `wa_inbound_session_id_wa_sessions_id_fk` FOREIGN KEY (`session_id`) REFERENCES `wa_sessions`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `settings` ADD CONSTRAINT `settings_updated_by_users_id_fk` FOREIGN KEY (`updated_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `appointments_host_day` ON `appointments` (`host_id`,`scheduled_at`);--> statement-breakpoint
CREATE INDEX `appointments_guest_day` ON `appointments` (`guest_id`,`scheduled_at`);--> statement-breakpoint
CREATE INDEX `appointments_day` ON `appointments` (`scheduled_at`);--> statement-breakpoint
CREATE INDEX `appointments_status_day` ON `appointments` (`status`,`scheduled_at`);--> statement-breakpoint
CREATE INDEX `check_ins_time` ON `check_ins` (`scanned_at`);--> statement-breakpoint
CREATE INDEX `check_ins_appointment` ON `check_ins` (`appointment_id`);--> statement-breakpoint
CREATE INDEX `guests_name` ON `guests` (`name`);--> statement-breakpoint
CREATE INDEX `passes_appointment` ON `passes` (`appointment_id`);--> statement-breakpoint
CREATE INDEX `passes_guest` ON `passes` (`guest_id`);--> statement-breakpoint
CREATE INDEX `reviews_host` ON `reviews` (`host_id`,`submitted_at`);--> statement-breakpoint
CREATE INDEX `reviews_submitted` ON `reviews` (`submitted_at`);--> statement-breakpoint
CREATE INDEX `messages_status` ON `messages` (`status`,`channel`,`id`);--> statement-breakpoint
CREATE INDEX `messages_appointment` ON `messages` (`appointment_id`);--> statement-breakpoint
CREATE INDEX `messages_guest` ON `messages` (`guest_id`);--> statement-breakpoint
CREATE INDEX `notifications_user` ON `notifications` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_unread` ON `notifications` (`user_id`,`read_at`);--> statement-breakpoint
CREATE INDEX `wa_inbound_time` ON `wa_inbound` (`received_at`);--> statement-breakpoint
CREATE INDEX `audit_time` ON `audit_log` (`at`);--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit_log` (`subject_type`,`subject_id`);