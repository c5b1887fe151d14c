-- +goose Up
ALTER TABLE share ADD COLUMN contact text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE share ADD COLUMN password text COLLATE "C" NOT NULL DEFAULT ''; -- argon2id; '' when none is asked for
ALTER TABLE share ADD COLUMN left_out bigint NOT NULL DEFAULT 0; -- parts that were left out
-- the file as it was when the link was made; its bytes lie in the folder of blobs
ALTER TABLE share ADD COLUMN file text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE share ADD COLUMN file_name text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE share ADD COLUMN file_size bigint NOT NULL DEFAULT 0;

-- each download by a link
CREATE TABLE share_fetch (
	org     text COLLATE "C" NOT NULL REFERENCES org (id),
	id      text COLLATE "C" NOT NULL,
	share   text COLLATE "C" NOT NULL,
	at      text COLLATE "C" NOT NULL,
	address text COLLATE "C" NOT NULL,
	agent   text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX share_fetch_share ON share_fetch (org, share, id);
