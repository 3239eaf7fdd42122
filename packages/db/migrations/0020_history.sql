ALTER TABLE `appointments` DROP INDEX `appointments_day`, ADD INDEX `appointments_day` (`scheduled_at`,`id`,`status`,`host_id`,`arrived_at`,`met_at`,`companions`);
