-- +goose Up
-- which bundle of weaknesses came into use when, in place of which, and what
-- differs; for the whole installation, as the bundle is
CREATE TABLE intel_swap (
	id                text COLLATE "C" PRIMARY KEY,
	at                text COLLATE "C" NOT NULL,
	bundle            text COLLATE "C" NOT NULL,
	made_at           text COLLATE "C" NOT NULL,
	weaknesses        bigint NOT NULL,
	before_bundle     text COLLATE "C" NOT NULL, -- '' for the first
	before_made_at    text COLLATE "C" NOT NULL,
	before_weaknesses bigint NOT NULL,
	counted           bigint NOT NULL, -- 1 when records were compared one by one
	differ            bigint NOT NULL, -- weaknesses of which something else is said
	sources           text COLLATE "C" NOT NULL -- what changed by source: JSON
);

-- what a new bundle did to the findings of a component
CREATE TABLE bundle_touch (
	org       text COLLATE "C" NOT NULL REFERENCES org (id),
	bundle    text COLLATE "C" NOT NULL,
	component text COLLATE "C" NOT NULL,
	at        text COLLATE "C" NOT NULL,
	opened    bigint NOT NULL, -- new, or open again
	closed    bigint NOT NULL,
	untold    bigint NOT NULL, -- whose source has gone
	changed   bigint NOT NULL, -- still open, and something said of it is new
	names     text COLLATE "C" NOT NULL, -- the first of the weaknesses
	PRIMARY KEY (org, bundle, component)
);

-- each backup, verification and drill; for the whole installation
CREATE TABLE backup_run (
	id      text COLLATE "C" PRIMARY KEY,
	kind    text COLLATE "C" NOT NULL,
	at      text COLLATE "C" NOT NULL,
	took_ms bigint NOT NULL,
	made_at text COLLATE "C" NOT NULL, -- when the backup was made that it is about
	file    text COLLATE "C" NOT NULL,
	size    bigint NOT NULL,
	problem text COLLATE "C" NOT NULL, -- '' when all was well
	by_name text COLLATE "C" NOT NULL,
	version text COLLATE "C" NOT NULL
);
CREATE INDEX backup_run_kind ON backup_run (kind, id);
