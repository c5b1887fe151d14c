-- +goose Up
-- what a person presses instead of the usual keys: only what differs
CREATE TABLE person_key (
	person text COLLATE "C" NOT NULL REFERENCES person (id),
	name   text COLLATE "C" NOT NULL,
	press  text COLLATE "C" NOT NULL, -- '' for nothing: the key is off
	PRIMARY KEY (person, name)
) /* WITHOUT ROWID */;
