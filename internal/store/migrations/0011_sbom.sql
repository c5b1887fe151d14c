-- +goose Up
-- a file as it arrived; its bytes lie in the folder of blobs under their hash
CREATE TABLE blob (
	org   text COLLATE "C" NOT NULL REFERENCES org (id),
	hash  text COLLATE "C" NOT NULL,
	size  bigint NOT NULL,
	name  text COLLATE "C" NOT NULL,
	media text COLLATE "C" NOT NULL,
	at    text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, hash)
);

CREATE TABLE sbom (
	org         text COLLATE "C" NOT NULL REFERENCES org (id),
	id          text COLLATE "C" NOT NULL,
	release     text COLLATE "C" NOT NULL,
	is_current  bigint NOT NULL,
	hash        text COLLATE "C" NOT NULL,
	size        bigint NOT NULL,
	file        text COLLATE "C" NOT NULL,
	via         text COLLATE "C" NOT NULL,
	imported_at text COLLATE "C" NOT NULL,
	imported_by text COLLATE "C" NOT NULL,
	job         text COLLATE "C" NOT NULL,
	format      text COLLATE "C" NOT NULL,
	version     text COLLATE "C" NOT NULL,
	encoding    text COLLATE "C" NOT NULL,
	serial      text COLLATE "C" NOT NULL,
	revision    bigint NOT NULL,
	name        text COLLATE "C" NOT NULL,
	created_at  text COLLATE "C" NOT NULL,
	authors     text COLLATE "C" NOT NULL,
	tools       text COLLATE "C" NOT NULL,
	supplier    text COLLATE "C" NOT NULL,
	phases      text COLLATE "C" NOT NULL,
	subject     text COLLATE "C" NOT NULL,
	components  bigint NOT NULL,
	distinct_components bigint NOT NULL,
	edges       bigint NOT NULL,
	errors      bigint NOT NULL,
	warnings    bigint NOT NULL,
	-- how a person had the bytes read; '' for as the program does
	reading     text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, release, hash, reading),
	FOREIGN KEY (org, release) REFERENCES release (org, id)
);

-- the whole document as it was understood, and what is wrong with it: packed JSON
CREATE TABLE sbom_body (
	org      text COLLATE "C" NOT NULL,
	sbom     text COLLATE "C" NOT NULL,
	document bytea NOT NULL,
	problems bytea NOT NULL,
	PRIMARY KEY (org, sbom)
);

-- a distinct component: what matching looks at, and what it answered last.
-- checked is '' until it was held against a bundle
CREATE TABLE component (
	org            text COLLATE "C" NOT NULL,
	no             bigint NOT NULL,
	key            text COLLATE "C" NOT NULL,
	kind           text COLLATE "C" NOT NULL,
	supplier       text COLLATE "C" NOT NULL,
	grp            text COLLATE "C" NOT NULL,
	name           text COLLATE "C" NOT NULL,
	version        text COLLATE "C" NOT NULL,
	purl           text COLLATE "C" NOT NULL,
	cpes           text COLLATE "C" NOT NULL,
	distro         text COLLATE "C" NOT NULL,
	source         text COLLATE "C" NOT NULL,
	source_version text COLLATE "C" NOT NULL,
	context        text COLLATE "C" NOT NULL,
	used           bigint NOT NULL, -- 1 while the current bill of materials of some release has it
	checked        text COLLATE "C" NOT NULL,
	reason         text COLLATE "C" NOT NULL,
	cause          text COLLATE "C" NOT NULL, -- the reason without its details
	affected       bigint NOT NULL,
	untold         bigint NOT NULL,
	bundle         text COLLATE "C" NOT NULL,
	checked_at     text COLLATE "C" NOT NULL,
	text           text COLLATE "C" NOT NULL, -- to search in: names, version and package URL in lower case
	PRIMARY KEY (org, no),
	UNIQUE (org, key)
);
CREATE INDEX component_name ON component (org, name, version, no);
CREATE INDEX component_bundle ON component (org, bundle, no);
-- to count by, without a look at the rows
CREATE INDEX component_answer ON component (org, no, used, checked, affected, untold);
-- what could not be checked, by why
CREATE INDEX component_cause ON component (org, used, checked, cause, name, no);
CREATE INDEX component_text ON component (org, text, no);

-- how many components in use are answered alike, so that a count of all costs nothing
CREATE TABLE component_tally (
	org      text COLLATE "C" NOT NULL,
	checked  text COLLATE "C" NOT NULL,
	affected bigint NOT NULL, -- 1 when any weakness is in it
	untold   bigint NOT NULL, -- 1 when of any nobody can tell
	n        bigint NOT NULL,
	PRIMARY KEY (org, checked, affected, untold)
) /* WITHOUT ROWID */;

-- which distinct components the current bill of materials of a release has
CREATE TABLE release_component (
	org       text COLLATE "C" NOT NULL,
	release   bigint NOT NULL,
	component bigint NOT NULL,
	PRIMARY KEY (org, release, component)
) /* WITHOUT ROWID */;
CREATE INDEX release_component_component ON release_component (org, component, release);
