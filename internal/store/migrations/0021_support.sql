-- +goose Up
-- what a bill of materials says of the support of a component, in its own words
CREATE TABLE supplier_support (
	org       text COLLATE "C" NOT NULL,
	component bigint NOT NULL,
	sbom      text COLLATE "C" NOT NULL,
	level     text COLLATE "C" NOT NULL,
	ends      text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, component, sbom, level, ends)
);

-- what people say of the support of a part; version '' is every version
CREATE TABLE support_statement (
	org       text COLLATE "C" NOT NULL REFERENCES org (id),
	id        text COLLATE "C" NOT NULL,
	lineage   text COLLATE "C" NOT NULL,
	version   text COLLATE "C" NOT NULL,
	level     text COLLATE "C" NOT NULL,
	ends      text COLLATE "C" NOT NULL,
	reason    text COLLATE "C" NOT NULL,
	evidence  text COLLATE "C" NOT NULL,
	who       text COLLATE "C" NOT NULL,
	said_at   text COLLATE "C" NOT NULL,
	undone_at text COLLATE "C" NOT NULL,
	undone_by text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX support_statement_of ON support_statement (org, lineage, version);

-- what will be done when support of a part ends before that of the device
CREATE TABLE replacement_plan (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	id         text COLLATE "C" NOT NULL,
	lineage    text COLLATE "C" NOT NULL,
	version    text COLLATE "C" NOT NULL,
	name       text COLLATE "C" NOT NULL,
	text       text COLLATE "C" NOT NULL,
	due        text COLLATE "C" NOT NULL,
	owner      text COLLATE "C" NOT NULL,
	state      text COLLATE "C" NOT NULL,
	by_name    text COLLATE "C" NOT NULL,
	rev        bigint NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	changed_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX replacement_plan_of ON replacement_plan (org, lineage, version);
