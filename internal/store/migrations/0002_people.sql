-- +goose Up
CREATE TABLE person (
	id         text COLLATE "C" PRIMARY KEY,
	email      text COLLATE "C" NOT NULL,
	folded     text COLLATE "C" NOT NULL UNIQUE,
	name       text COLLATE "C" NOT NULL,
	password   text COLLATE "C" NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	disabled   boolean NOT NULL,
	version    bigint NOT NULL
);

CREATE TABLE membership (
	org    text COLLATE "C" NOT NULL REFERENCES org (id),
	person text COLLATE "C" NOT NULL REFERENCES person (id),
	roles  text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, person)
);
CREATE INDEX membership_person ON membership (person);

CREATE TABLE session (
	digest     text COLLATE "C" PRIMARY KEY,
	person     text COLLATE "C" NOT NULL REFERENCES person (id),
	org        text COLLATE "C" NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	seen_at    text COLLATE "C" NOT NULL
);
CREATE INDEX session_person ON session (person);

CREATE TABLE link (
	digest  text COLLATE "C" PRIMARY KEY,
	purpose text COLLATE "C" NOT NULL,
	person  text COLLATE "C" NOT NULL,
	org     text COLLATE "C" NOT NULL,
	expires text COLLATE "C" NOT NULL,
	used    text COLLATE "C" NOT NULL
);

CREATE TABLE token (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	id         text COLLATE "C" NOT NULL,
	person     text COLLATE "C" NOT NULL,
	name       text COLLATE "C" NOT NULL,
	start      text COLLATE "C" NOT NULL,
	digest     text COLLATE "C" NOT NULL UNIQUE,
	scope      text COLLATE "C" NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	expires    text COLLATE "C" NOT NULL,
	used_at    text COLLATE "C" NOT NULL,
	revoked_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
