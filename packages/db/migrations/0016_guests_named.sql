DROP INDEX `guests_name` ON `guests`;--> statement-breakpoint
CREATE INDEX `guests_named` ON `guests` (`erased_at`,`name`);