CREATE TABLE `wa_replicas` (
	`id` varchar(64) NOT NULL,
	`host` varchar(255) NOT NULL,
	`started_at` datetime(3) NOT NULL,
	`seen_at` datetime(3) NOT NULL,
	`alive_until` datetime(3) NOT NULL,
	`stopping` boolean NOT NULL DEFAULT false,
	CONSTRAINT `wa_replicas_id` PRIMARY KEY(`id`)
);
