-- +goose Up
-- what somebody typed into a form and has not sent: theirs alone, for a while,
-- and no record of anything
CREATE TABLE draft (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	person     text COLLATE "C" NOT NULL,
	id         text COLLATE "C" NOT NULL,
	action     text COLLATE "C" NOT NULL,
	page       text COLLATE "C" NOT NULL,
	what       text COLLATE "C" NOT NULL,
	start      text COLLATE "C" NOT NULL,
	why        text COLLATE "C" NOT NULL,
	fields     text COLLATE "C" NOT NULL, -- application/x-www-form-urlencoded
	size       bigint NOT NULL,
	saved_at   text COLLATE "C" NOT NULL,
	expires_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, person, id)
);
