-- +goose Up
-- the firm's own rule of which risks are controlled, by version
CREATE TABLE harm_matrix (
	org     text COLLATE "C" NOT NULL REFERENCES org (id),
	version bigint NOT NULL,
	line    text COLLATE "C" NOT NULL,
	why     text COLLATE "C" NOT NULL,
	at      text COLLATE "C" NOT NULL,
	name    text COLLATE "C" NOT NULL,
	person  text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, version)
);

-- what a weakness could do to a patient, and whether the risk is controlled
CREATE TABLE assessment (
	org      text COLLATE "C" NOT NULL REFERENCES org (id),
	id       text COLLATE "C" NOT NULL,
	kind     text COLLATE "C" NOT NULL,
	about    text COLLATE "C" NOT NULL,
	about_title text COLLATE "C" NOT NULL,
	state    text COLLATE "C" NOT NULL,
	result   text COLLATE "C" NOT NULL, -- controlled, uncontrolled; '' while it is not weighed
	severity text COLLATE "C" NOT NULL,
	exploitability text COLLATE "C" NOT NULL,
	score    bigint NOT NULL, -- ten times that of CVSS 3.1; -1 while it is not known
	body     text COLLATE "C" NOT NULL, -- the whole of it, as JSON
	rev      bigint NOT NULL,
	aware_at text COLLATE "C" NOT NULL,
	made_at  text COLLATE "C" NOT NULL,
	changed_at text COLLATE "C" NOT NULL,
	decided_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX assessment_about ON assessment (org, kind, about, id);
CREATE INDEX assessment_state ON assessment (org, state, result, id);
CREATE INDEX assessment_changed ON assessment (org, changed_at, id);
