-- +goose Up
ALTER TABLE finding ADD COLUMN until text COLLATE "C" NOT NULL DEFAULT ''; -- day on which a snoozed one comes back; '' unless it is
ALTER TABLE finding ADD COLUMN because text COLLATE "C" NOT NULL DEFAULT ''; -- why it is snoozed

-- what somebody did, so that it can be taken back
CREATE TABLE deed (
	org       text COLLATE "C" NOT NULL REFERENCES org (id),
	id        text COLLATE "C" NOT NULL,
	kind      text COLLATE "C" NOT NULL,
	text      text COLLATE "C" NOT NULL, -- for people
	person    text COLLATE "C" NOT NULL,
	name      text COLLATE "C" NOT NULL,
	token     text COLLATE "C" NOT NULL, -- id of the API token; '' for a session
	at        text COLLATE "C" NOT NULL,
	state     text COLLATE "C" NOT NULL,
	asked     bigint NOT NULL,
	done      bigint NOT NULL,
	left_out  bigint NOT NULL,
	back      bigint NOT NULL, -- that are as they were before
	kept      bigint NOT NULL, -- that taking it back left alone
	by_person text COLLATE "C" NOT NULL, -- who took it back; '' while nobody did
	by_name   text COLLATE "C" NOT NULL,
	turned_at text COLLATE "C" NOT NULL,
	job       text COLLATE "C" NOT NULL,
	plan      text COLLATE "C" NOT NULL, -- what is still to be done: JSON; '' for nothing
	place     bigint NOT NULL, -- up to where
	PRIMARY KEY (org, id)
);
CREATE INDEX deed_newest ON deed (org, person, turned_at);

-- what a deed did to one record. entry is the entry of the log that tells of
-- it; entry_back the one that tells of its being taken back, -1 while there is none.
CREATE TABLE deed_step (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	deed       text COLLATE "C" NOT NULL,
	no         bigint NOT NULL,
	record     text COLLATE "C" NOT NULL,
	label      text COLLATE "C" NOT NULL,
	was        text COLLATE "C" NOT NULL, -- what was changed of it, before: JSON; '' when it was left alone
	became     text COLLATE "C" NOT NULL,
	left_why   text COLLATE "C" NOT NULL, -- why it was left alone; '' when it was changed
	entry      bigint NOT NULL,
	entry_back bigint NOT NULL,
	back       text COLLATE "C" NOT NULL,
	kept_why   text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, deed, no)
);
CREATE INDEX deed_step_record ON deed_step (org, record, entry);
CREATE INDEX deed_step_entry ON deed_step (org, entry);
CREATE INDEX deed_step_back ON deed_step (org, entry_back) WHERE entry_back >= 0;

-- to wake by; few are snoozed
CREATE INDEX finding_until ON finding (org, until, no) WHERE until <> '';
