-- +goose Up
-- one person's signature on one version of a record; never changed
CREATE TABLE signature (
	org      text COLLATE "C" NOT NULL REFERENCES org (id),
	id       text COLLATE "C" NOT NULL,
	kind     text COLLATE "C" NOT NULL,
	about    text COLLATE "C" NOT NULL,
	title    text COLLATE "C" NOT NULL,
	rev      bigint NOT NULL,
	hash     text COLLATE "C" NOT NULL,
	meaning  text COLLATE "C" NOT NULL,
	person   text COLLATE "C" NOT NULL,
	name     text COLLATE "C" NOT NULL,
	roles    text COLLATE "C" NOT NULL,
	proof    text COLLATE "C" NOT NULL,
	at       text COLLATE "C" NOT NULL,
	conflict text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX signature_about ON signature (org, kind, about, id);
CREATE INDEX signature_person ON signature (org, person, id);
