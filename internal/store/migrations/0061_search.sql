-- +goose Up
-- what parts lists say of a component besides its identity, to be found by
CREATE TABLE component_mark (
	org       text COLLATE "C" NOT NULL,
	kind      text COLLATE "C" NOT NULL, -- licence, hash
	value     text COLLATE "C" NOT NULL, -- in lower case
	component bigint NOT NULL,
	PRIMARY KEY (org, kind, value, component)
) /* WITHOUT ROWID */;
CREATE INDEX component_mark_of ON component_mark (org, component, kind, value);

-- 1 when the marks of its components are kept
ALTER TABLE sbom ADD COLUMN marked bigint NOT NULL DEFAULT 0;

-- how often components came into use or were laid aside: what is held in memory
-- of them is as good as the count that it was read at
ALTER TABLE org ADD COLUMN parts_turned bigint NOT NULL DEFAULT 0;

-- a component is found by its CPE too
UPDATE component SET text = text || ' ' || lower(cpes) WHERE cpes <> '[]';
