-- +goose Up
-- who did it, to sort the log by
ALTER TABLE log_entry ADD COLUMN who text COLLATE "C" NOT NULL DEFAULT '';
UPDATE log_entry SET who = coalesce((leaf::json ->> 'name'), '');
CREATE INDEX log_entry_who ON log_entry (org, who, seq);
CREATE INDEX log_entry_what ON log_entry (org, what, seq);
