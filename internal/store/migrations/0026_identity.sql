-- +goose Up
-- accounts at a provider of single sign-on by which people sign in. org is
-- whose membership the provider keeps; '' for an account that was here before.
CREATE TABLE identity (
	issuer     text COLLATE "C" NOT NULL,
	subject    text COLLATE "C" NOT NULL,
	person     text COLLATE "C" NOT NULL REFERENCES person (id),
	org        text COLLATE "C" NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_person ON identity (person);
