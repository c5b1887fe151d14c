-- +goose Up
-- to sort by, and to wake by
DROP INDEX finding_until;
CREATE INDEX finding_until ON finding (org, until, no);
