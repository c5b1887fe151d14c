-- +goose Up
-- name rules that came in with one file share its batch
ALTER TABLE alias ADD COLUMN batch text COLLATE "C" NOT NULL DEFAULT '';

-- how a bill of materials answers one rule of a profile: measured once, so that
-- a large document need not be unpacked to be looked at
CREATE TABLE sbom_grade (
	org      text COLLATE "C" NOT NULL,
	sbom     text COLLATE "C" NOT NULL,
	profile  text COLLATE "C" NOT NULL, -- with the edition of the measure: another program may measure otherwise
	rule     text COLLATE "C" NOT NULL,
	asked    bigint NOT NULL,
	filled   bigint NOT NULL,
	unknown  bigint NOT NULL,
	redacted bigint NOT NULL,
	lacks    bytea NOT NULL, -- the first of what fails: packed JSON
	PRIMARY KEY (org, sbom, profile, rule)
);

-- what a document holds at a glance: packed JSON, counted once
CREATE TABLE sbom_glance (
	org    text COLLATE "C" NOT NULL,
	sbom   text COLLATE "C" NOT NULL,
	glance bytea NOT NULL,
	PRIMARY KEY (org, sbom)
);

-- a bill of materials that is given to a named receiver by a link
CREATE TABLE share (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	id         text COLLATE "C" NOT NULL,
	release    text COLLATE "C" NOT NULL,
	sbom       text COLLATE "C" NOT NULL,
	receiver   text COLLATE "C" NOT NULL,
	note       text COLLATE "C" NOT NULL,
	format     text COLLATE "C" NOT NULL,
	scope      text COLLATE "C" NOT NULL,
	digest     text COLLATE "C" NOT NULL, -- of the link's secret; the secret itself is nowhere
	made_at    text COLLATE "C" NOT NULL,
	made_by    text COLLATE "C" NOT NULL,
	expires_at text COLLATE "C" NOT NULL,
	most       bigint NOT NULL, -- downloads allowed; 0 for any number
	taken      bigint NOT NULL,
	taken_at   text COLLATE "C" NOT NULL,
	revoked_at text COLLATE "C" NOT NULL,
	revoked_by text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (digest),
	FOREIGN KEY (org, release) REFERENCES release (org, id)
);
CREATE INDEX share_release ON share (org, release, id);
