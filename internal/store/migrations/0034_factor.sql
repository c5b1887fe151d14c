-- +goose Up
-- an app that shows codes (RFC 6238); the secret is sealed with the installation's key
CREATE TABLE code_app (
	person text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES person (id),
	sealed text COLLATE "C" NOT NULL,
	made   text COLLATE "C" NOT NULL,
	step   bigint NOT NULL -- of the last code that was used
);

CREATE TABLE recovery_code (
	person text COLLATE "C" NOT NULL REFERENCES person (id),
	digest text COLLATE "C" NOT NULL,
	used   text COLLATE "C" NOT NULL,
	PRIMARY KEY (person, digest)
);

CREATE TABLE passkey (
	id      text COLLATE "C" NOT NULL PRIMARY KEY, -- of the credential, base64url
	person  text COLLATE "C" NOT NULL REFERENCES person (id),
	name    text COLLATE "C" NOT NULL,
	made    text COLLATE "C" NOT NULL,
	used    text COLLATE "C" NOT NULL,
	alone   boolean NOT NULL, -- it verified its owner when it was made
	data    text COLLATE "C" NOT NULL, -- JSON: the credential, with no secret in it
	regress text COLLATE "C" NOT NULL  -- when its counter went back; '' for never
);
CREATE INDEX passkey_person ON passkey (person);

-- what may be used once, until it would have ended anyway
CREATE TABLE spent (
	digest text COLLATE "C" NOT NULL PRIMARY KEY,
	until  text COLLATE "C" NOT NULL
);

-- what a person is told at the next sign-in
CREATE TABLE told_person (
	id     text COLLATE "C" NOT NULL PRIMARY KEY,
	person text COLLATE "C" NOT NULL REFERENCES person (id),
	at     text COLLATE "C" NOT NULL,
	text   text COLLATE "C" NOT NULL,
	seen   text COLLATE "C" NOT NULL
);
CREATE INDEX told_person_seen ON told_person (person, seen);
