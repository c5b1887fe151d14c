-- +goose Up
-- an advisory of the organisation's own, over all its editions
CREATE TABLE issue (
	org      text COLLATE "C" NOT NULL REFERENCES org (id),
	id       text COLLATE "C" NOT NULL,
	number   text COLLATE "C" NOT NULL,
	stage    text COLLATE "C" NOT NULL,
	title    text COLLATE "C" NOT NULL,
	tlp      text COLLATE "C" NOT NULL,
	edition  bigint NOT NULL,
	body     text COLLATE "C" NOT NULL, -- the whole of it, as JSON
	rev      bigint NOT NULL,
	made_at  text COLLATE "C" NOT NULL,
	changed_at text COLLATE "C" NOT NULL,
	last_at  text COLLATE "C" NOT NULL, -- of the last edition
	PRIMARY KEY (org, id)
);
CREATE UNIQUE INDEX issue_number ON issue (org, number);
CREATE INDEX issue_changed ON issue (org, changed_at, id);
CREATE INDEX issue_stage ON issue (org, stage, changed_at, id);

CREATE TABLE issue_count (
	org  text COLLATE "C" NOT NULL REFERENCES org (id),
	year bigint NOT NULL,
	n    bigint NOT NULL,
	PRIMARY KEY (org, year)
);

-- what the world has; only where the issue stands is ever changed
CREATE TABLE edition (
	org      text COLLATE "C" NOT NULL REFERENCES org (id),
	issue    text COLLATE "C" NOT NULL,
	edition  bigint NOT NULL,
	number   text COLLATE "C" NOT NULL,
	title    text COLLATE "C" NOT NULL,
	tlp      text COLLATE "C" NOT NULL,
	status   text COLLATE "C" NOT NULL,
	stage    text COLLATE "C" NOT NULL,
	latest   bigint NOT NULL, -- 1 for the last one of its issue
	first_at text COLLATE "C" NOT NULL,
	at       text COLLATE "C" NOT NULL,
	file     text COLLATE "C" NOT NULL,
	document text COLLATE "C" NOT NULL,
	sha256   text COLLATE "C" NOT NULL,
	sha512   text COLLATE "C" NOT NULL,
	signature text COLLATE "C" NOT NULL,
	content  text COLLATE "C" NOT NULL,
	patient  text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, issue, edition)
);
CREATE INDEX edition_file ON edition (org, tlp, file, latest);
CREATE INDEX edition_at ON edition (org, latest, at, issue);
