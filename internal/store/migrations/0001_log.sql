-- +goose Up
CREATE TABLE org (
	id         text COLLATE "C" PRIMARY KEY,
	name       text COLLATE "C" NOT NULL,
	side       text COLLATE "C" NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	log_size   bigint NOT NULL DEFAULT 0
);

CREATE TABLE log_entry (
	org   text COLLATE "C" NOT NULL REFERENCES org (id),
	seq   bigint NOT NULL,
	at    text COLLATE "C" NOT NULL,
	what  text COLLATE "C" NOT NULL,
	about text COLLATE "C" NOT NULL,
	leaf  text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, seq)
);
CREATE INDEX log_entry_about ON log_entry (org, about, seq);

CREATE TABLE log_hash (
	org  text COLLATE "C" NOT NULL,
	slot bigint NOT NULL,
	hash text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, slot)
);

CREATE TABLE log_checkpoint (
	org  text COLLATE "C" NOT NULL,
	size bigint NOT NULL,
	note text COLLATE "C" NOT NULL,
	at   text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, size)
);

-- how far each follower has read each organisation's log
CREATE TABLE log_cursor (
	org      text COLLATE "C" NOT NULL,
	follower text COLLATE "C" NOT NULL,
	seq      bigint NOT NULL,
	PRIMARY KEY (org, follower)
);
