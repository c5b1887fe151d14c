-- +goose Up
-- how a session came about, and who uses it
ALTER TABLE session ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN ways text COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN proven_at text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent text COLLATE "C" NOT NULL DEFAULT '';
UPDATE session SET id = substr(digest, 1, 32), proven_at = created_at;
CREATE UNIQUE INDEX session_id ON session (id);

ALTER TABLE person ADD COLUMN zone text COLLATE "C" NOT NULL DEFAULT ''; -- of time, such as Europe/Lisbon
ALTER TABLE membership ADD COLUMN signed_in_at text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN strong boolean NOT NULL DEFAULT false; -- made by somebody who had shown a second factor

ALTER TABLE org ADD COLUMN zone text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE org ADD COLUMN contact text COLLATE "C" NOT NULL DEFAULT ''; -- e-mail address of whoever helps with accounts
ALTER TABLE org ADD COLUMN rev bigint NOT NULL DEFAULT 1;

-- what an organisation asks of who signs in; without a row, the usual
CREATE TABLE sign_in_policy (
	org     text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES org (id),
	demand  text COLLATE "C" NOT NULL, -- a second factor of: nobody, roles, everybody
	roles   text COLLATE "C" NOT NULL,
	since   text COLLATE "C" NOT NULL, -- until then it is asked and not required
	idle    bigint NOT NULL, -- seconds
	whole   bigint NOT NULL,
	special text COLLATE "C" NOT NULL, -- JSON: limits of single roles
	rev     bigint NOT NULL
);

-- wrong tries in a row, by what an address folds to, whether there is such an account or not
CREATE TABLE sign_in_tries (
	account text COLLATE "C" NOT NULL PRIMARY KEY, -- a digest
	person  text COLLATE "C" NOT NULL, -- '' for none
	failed  bigint NOT NULL,
	until   text COLLATE "C" NOT NULL,
	last    text COLLATE "C" NOT NULL
);
CREATE INDEX sign_in_tries_person ON sign_in_tries (person);
CREATE INDEX sign_in_tries_last ON sign_in_tries (last);
