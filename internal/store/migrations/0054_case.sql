-- +goose Up
-- one thing that was told, with all that came of it ("case" is a word of SQL)
CREATE TABLE told (
	org      text COLLATE "C" NOT NULL REFERENCES org (id),
	id       text COLLATE "C" NOT NULL,
	number   text COLLATE "C" NOT NULL,
	kind     text COLLATE "C" NOT NULL,
	state    text COLLATE "C" NOT NULL,
	title    text COLLATE "C" NOT NULL,
	model    text COLLATE "C" NOT NULL,
	product  text COLLATE "C" NOT NULL, -- as the reporter wrote it
	owner    text COLLATE "C" NOT NULL,
	private  bigint NOT NULL,
	members  text COLLATE "C" NOT NULL, -- ",id,id,": who may see a private one
	digest   text COLLATE "C" NOT NULL, -- of the reporter's link
	received_at text COLLATE "C" NOT NULL,
	changed_at  text COLLATE "C" NOT NULL,
	body     text COLLATE "C" NOT NULL, -- the whole of it, as JSON
	rev      bigint NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE UNIQUE INDEX told_number ON told (org, number);
CREATE UNIQUE INDEX told_digest ON told (digest);
CREATE INDEX told_state ON told (org, state, changed_at, id);
CREATE INDEX told_changed ON told (org, changed_at, id);
CREATE INDEX told_received ON told (org, received_at, id);
CREATE INDEX told_owner ON told (org, owner, state, id);
CREATE INDEX told_model ON told (org, model, received_at, id);

-- how many cases a year has; the next number is one more
CREATE TABLE told_count (
	org  text COLLATE "C" NOT NULL REFERENCES org (id),
	year bigint NOT NULL,
	n    bigint NOT NULL,
	PRIMARY KEY (org, year)
);

CREATE TABLE told_message (
	org    text COLLATE "C" NOT NULL REFERENCES org (id),
	id     text COLLATE "C" NOT NULL,
	told   text COLLATE "C" NOT NULL,
	at     text COLLATE "C" NOT NULL,
	side   text COLLATE "C" NOT NULL,
	who    text COLLATE "C" NOT NULL,
	person text COLLATE "C" NOT NULL,
	text   text COLLATE "C" NOT NULL,
	via    text COLLATE "C" NOT NULL,
	files  text COLLATE "C" NOT NULL,
	ref    text COLLATE "C" NOT NULL, -- Message-ID of a mail
	PRIMARY KEY (org, id)
);
CREATE INDEX told_message_told ON told_message (org, told, id);
CREATE INDEX told_message_ref ON told_message (org, ref);

CREATE TABLE told_link (
	org   text COLLATE "C" NOT NULL REFERENCES org (id),
	id    text COLLATE "C" NOT NULL,
	told  text COLLATE "C" NOT NULL,
	kind  text COLLATE "C" NOT NULL,
	about text COLLATE "C" NOT NULL,
	title text COLLATE "C" NOT NULL,
	url   text COLLATE "C" NOT NULL,
	why   text COLLATE "C" NOT NULL,
	name  text COLLATE "C" NOT NULL,
	at    text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX told_link_told ON told_link (org, told, id);
CREATE INDEX told_link_about ON told_link (org, kind, about, id);

-- the door for strangers: policy, security.txt
CREATE TABLE front (
	org  text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES org (id),
	open bigint NOT NULL,
	host text COLLATE "C" NOT NULL,
	body text COLLATE "C" NOT NULL,
	rev  bigint NOT NULL
);
CREATE INDEX front_host ON front (open, host);
