-- +goose Up
-- since when a member is kept out, by an administrator; '' for not
ALTER TABLE membership ADD COLUMN locked_at text COLLATE "C" NOT NULL DEFAULT '';
