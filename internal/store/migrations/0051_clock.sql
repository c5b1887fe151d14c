-- +goose Up
-- one duty towards one record
CREATE TABLE clock (
	org      text COLLATE "C" NOT NULL REFERENCES org (id),
	id       text COLLATE "C" NOT NULL,
	kind     text COLLATE "C" NOT NULL, -- noun of the record
	about    text COLLATE "C" NOT NULL,
	about_title text COLLATE "C" NOT NULL,
	about_url   text COLLATE "C" NOT NULL,
	duty     text COLLATE "C" NOT NULL,
	title    text COLLATE "C" NOT NULL,
	source   text COLLATE "C" NOT NULL,
	span     text COLLATE "C" NOT NULL,
	region   text COLLATE "C" NOT NULL,
	zone     text COLLATE "C" NOT NULL,
	stops    bigint NOT NULL,
	from_at  text COLLATE "C" NOT NULL,
	pauses   text COLLATE "C" NOT NULL,
	state    text COLLATE "C" NOT NULL,
	due      text COLLATE "C" NOT NULL, -- the last day in time
	late_at  text COLLATE "C" NOT NULL, -- the first moment that is too late
	ended_at text COLLATE "C" NOT NULL,
	why      text COLLATE "C" NOT NULL,
	told_at  text COLLATE "C" NOT NULL,
	owner    text COLLATE "C" NOT NULL,
	rev      bigint NOT NULL,
	made_at  text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX clock_about ON clock (org, kind, about, id);
CREATE INDEX clock_due ON clock (org, state, late_at, id);
CREATE INDEX clock_all ON clock (state, told_at, late_at);
