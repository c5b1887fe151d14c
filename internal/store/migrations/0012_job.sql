-- +goose Up
CREATE TABLE job (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	id         text COLLATE "C" NOT NULL,
	kind       text COLLATE "C" NOT NULL,
	about      text COLLATE "C" NOT NULL,
	state      text COLLATE "C" NOT NULL,
	step       text COLLATE "C" NOT NULL,
	done       bigint NOT NULL,
	total      bigint NOT NULL,
	problem    text COLLATE "C" NOT NULL,
	tries      bigint NOT NULL,
	asked_by   text COLLATE "C" NOT NULL,
	asked_at   text COLLATE "C" NOT NULL,
	started_at text COLLATE "C" NOT NULL,
	ended_at   text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX job_state ON job (org, state, id);
CREATE INDEX job_about ON job (org, about, id);

-- answers to requests that carried an Idempotency-Key
CREATE TABLE reply (
	org     text COLLATE "C" NOT NULL REFERENCES org (id),
	person  text COLLATE "C" NOT NULL,
	key     text COLLATE "C" NOT NULL,
	request text COLLATE "C" NOT NULL,
	status  bigint NOT NULL,
	header  text COLLATE "C" NOT NULL,
	body    bytea NOT NULL,
	at      text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, person, key)
);
CREATE INDEX reply_at ON reply (org, at);
