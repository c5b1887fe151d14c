-- +goose Up
-- how many releases' current bills of materials have the component: a list is
-- sorted by it
ALTER TABLE component ADD COLUMN releases bigint NOT NULL DEFAULT 0;
UPDATE component SET releases = (SELECT count(*) FROM release_component rc WHERE rc.org = component.org AND rc.component = component.no);

-- to sort by
CREATE INDEX component_releases ON component (org, releases, no);
CREATE INDEX component_purl ON component (org, purl, no);
CREATE INDEX component_version ON component (org, version, name, no);
CREATE INDEX component_supplier ON component (org, supplier, name, no);
CREATE INDEX finding_version ON finding (org, version, name, no);
CREATE INDEX finding_fixed ON finding (org, fixed, no);
CREATE INDEX finding_source ON finding (org, source, record, no);
CREATE INDEX finding_rule ON finding (org, rule, no);
