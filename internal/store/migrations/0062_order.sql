-- +goose Up
-- a short number for each weakness, and what findings are narrowed and counted
-- by as one small number (store/facet.go): both stand behind every order, so
-- that nobody who goes along one has to look at the rows
ALTER TABLE weakness ADD COLUMN no bigint NOT NULL DEFAULT 0;
UPDATE weakness SET no = n.no FROM (SELECT org, id, row_number() OVER (PARTITION BY org ORDER BY id) AS no FROM weakness) AS n
	WHERE n.org = weakness.org AND n.id = weakness.id;
CREATE UNIQUE INDEX weakness_no ON weakness (org, no);

DROP INDEX finding_of;
DROP INDEX finding_severity;
DROP INDEX finding_score;
DROP INDEX finding_kev;
DROP INDEX finding_epss;
DROP INDEX finding_component;
DROP INDEX finding_version;
DROP INDEX finding_weakness;
DROP INDEX finding_state;
DROP INDEX finding_says;
DROP INDEX finding_owner;
DROP INDEX finding_opened;
DROP INDEX finding_turned;
DROP INDEX finding_until;
DROP INDEX finding_fixed;
DROP INDEX finding_source;
DROP INDEX finding_rule;

ALTER TABLE finding ADD COLUMN weakness_no bigint NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN facet bigint NOT NULL DEFAULT 0;
UPDATE finding SET
	weakness_no = coalesce((SELECT w.no FROM weakness w WHERE w.org = finding.org AND w.id = finding.weakness), 0),
	facet = used
		+ 2 * CASE state WHEN 'in review' THEN 1 WHEN 'reopened' THEN 2 WHEN 'closed' THEN 3 WHEN 'snoozed' THEN 4 ELSE 0 END
		+ 16 * CASE says WHEN 'cannot_tell' THEN 1 WHEN 'not_affected' THEN 2 ELSE 0 END
		+ 64 * severity_rank + 512 * kev + 1024 * CASE owner WHEN '' THEN 0 ELSE 1 END;

-- to narrow and count by component
CREATE INDEX finding_of ON finding (org, component, facet, no, weakness_no);
-- to sort by
CREATE INDEX finding_severity ON finding (org, severity_rank, score, no, facet, component, weakness_no);
CREATE INDEX finding_score ON finding (org, score, no, facet, component, weakness_no);
CREATE INDEX finding_kev ON finding (org, kev, severity_rank, score, no, facet, component, weakness_no);
CREATE INDEX finding_epss ON finding (org, epss, no, facet, component, weakness_no);
CREATE INDEX finding_component ON finding (org, name, version, no, facet, component, weakness_no);
CREATE INDEX finding_version ON finding (org, version, name, no, facet, component, weakness_no);
CREATE INDEX finding_weakness ON finding (org, weakness, no, facet, component, weakness_no);
CREATE INDEX finding_state ON finding (org, state, severity_rank, no, facet, component, weakness_no);
CREATE INDEX finding_says ON finding (org, says, severity_rank, no, facet, component, weakness_no);
CREATE INDEX finding_owner ON finding (org, owner, severity_rank, no, facet, component, weakness_no);
CREATE INDEX finding_opened ON finding (org, opened_at, no, facet, component, weakness_no);
CREATE INDEX finding_turned ON finding (org, turned_at, no, facet, component, weakness_no);
CREATE INDEX finding_until ON finding (org, until, no, facet, component, weakness_no);
CREATE INDEX finding_fixed ON finding (org, fixed, no, facet, component, weakness_no);
CREATE INDEX finding_source ON finding (org, source, record, no, facet, component, weakness_no);
CREATE INDEX finding_rule ON finding (org, rule, no, facet, component, weakness_no);
