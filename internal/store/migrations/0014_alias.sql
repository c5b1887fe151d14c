-- +goose Up
CREATE TABLE alias (
	org       text COLLATE "C" NOT NULL REFERENCES org (id),
	id        text COLLATE "C" NOT NULL,
	name      text COLLATE "C" NOT NULL,
	vendor    text COLLATE "C" NOT NULL,
	patterns  text COLLATE "C" NOT NULL,
	ecosystem text COLLATE "C" NOT NULL,
	package   text COLLATE "C" NOT NULL,
	cpe       text COLLATE "C" NOT NULL,
	kept_by   text COLLATE "C" NOT NULL,
	kept_at   text COLLATE "C" NOT NULL,
	undone_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
