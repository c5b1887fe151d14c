-- +goose Up
-- what the sources say of a weakness that some component has or had
CREATE TABLE weakness (
	org           text COLLATE "C" NOT NULL,
	id            text COLLATE "C" NOT NULL,
	names         text COLLATE "C" NOT NULL,
	summary       text COLLATE "C" NOT NULL,
	severity_rank bigint NOT NULL,
	score         double precision NOT NULL,
	kev           bigint NOT NULL,
	epss          double precision NOT NULL,
	live          bigint NOT NULL, -- findings that are in use and not closed
	text          text COLLATE "C" NOT NULL, -- to search in: names in lower case
	PRIMARY KEY (org, id)
);
CREATE INDEX weakness_severity ON weakness (org, severity_rank, score, id);
CREATE INDEX weakness_score ON weakness (org, score, id);
CREATE INDEX weakness_epss ON weakness (org, epss, id);
CREATE INDEX weakness_text ON weakness (org, text, id);
CREATE INDEX weakness_kev ON weakness (org, kev, severity_rank, score, id);

-- one weakness in one distinct component. used is 1 while the current bill of
-- materials of some release has the component. A score or estimate that nobody
-- gives is -1. name and version are the component's, for sorting.
CREATE TABLE finding (
	org           text COLLATE "C" NOT NULL,
	no            bigint NOT NULL,
	id            text COLLATE "C" NOT NULL,
	component     bigint NOT NULL,
	name          text COLLATE "C" NOT NULL,
	version       text COLLATE "C" NOT NULL,
	used          bigint NOT NULL,
	weakness      text COLLATE "C" NOT NULL,
	says          text COLLATE "C" NOT NULL,
	state         text COLLATE "C" NOT NULL,
	severity_rank bigint NOT NULL,
	score         double precision NOT NULL,
	kev           bigint NOT NULL,
	epss          double precision NOT NULL,
	owner         text COLLATE "C" NOT NULL,
	opened_at     text COLLATE "C" NOT NULL,
	turned_at     text COLLATE "C" NOT NULL,
	why           text COLLATE "C" NOT NULL,
	rule          text COLLATE "C" NOT NULL,
	source        text COLLATE "C" NOT NULL,
	record        text COLLATE "C" NOT NULL,
	feed          text COLLATE "C" NOT NULL, -- that the record stood in
	lost          text COLLATE "C" NOT NULL, -- what says was while the source was there; '' unless that has gone
	was           text COLLATE "C" NOT NULL, -- what state was when it was closed; '' unless it is
	fixed         text COLLATE "C" NOT NULL,
	settle        text COLLATE "C" NOT NULL,
	bundle        text COLLATE "C" NOT NULL,
	note          text COLLATE "C" NOT NULL,
	rev           bigint NOT NULL,
	PRIMARY KEY (org, no),
	UNIQUE (org, id),
	UNIQUE (org, component, weakness)
);
-- to narrow and count by component, without a look at the rows
CREATE INDEX finding_of ON finding (org, component, used, state, says, severity_rank, kev, owner, no);
-- to sort by
CREATE INDEX finding_severity ON finding (org, severity_rank, score, no);
CREATE INDEX finding_score ON finding (org, score, no);
CREATE INDEX finding_kev ON finding (org, kev, severity_rank, score, no);
CREATE INDEX finding_epss ON finding (org, epss, no);
CREATE INDEX finding_component ON finding (org, name, version, no);
CREATE INDEX finding_weakness ON finding (org, weakness, no);
CREATE INDEX finding_state ON finding (org, state, severity_rank, no);
CREATE INDEX finding_says ON finding (org, says, severity_rank, no);
CREATE INDEX finding_owner ON finding (org, owner, severity_rank, no, used, state);
CREATE INDEX finding_opened ON finding (org, opened_at, no);
CREATE INDEX finding_turned ON finding (org, turned_at, no);

-- how many findings there are of each sort: what every page counts
CREATE TABLE finding_tally (
	org           text COLLATE "C" NOT NULL,
	used          bigint NOT NULL,
	state         text COLLATE "C" NOT NULL,
	says          text COLLATE "C" NOT NULL,
	severity_rank bigint NOT NULL,
	kev           bigint NOT NULL,
	owned         bigint NOT NULL,
	n             bigint NOT NULL,
	PRIMARY KEY (org, used, state, says, severity_rank, kev, owned)
);
