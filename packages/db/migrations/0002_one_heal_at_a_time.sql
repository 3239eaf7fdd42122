ALTER TABLE `heal_runs` ADD `open` tinyint unsigned;--> statement-breakpoint
ALTER TABLE `heal_runs` ADD CONSTRAINT `heal_runs_open_unique` UNIQUE(`open`);