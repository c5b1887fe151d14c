-- +goose Up
-- what is weak or may be, by supplier
CREATE INDEX component_weak ON component (org, supplier, affected, untold) WHERE used = 1 AND affected + untold > 0;

-- what counts of the support of a component (support.Weigh), where anybody says
-- anything; reckoned anew when what it rests on changes, and every day
CREATE TABLE component_support (
	org       text COLLATE "C" NOT NULL,
	component bigint NOT NULL,
	lineage   text COLLATE "C" NOT NULL,
	level     text COLLATE "C" NOT NULL,
	ends      text COLLATE "C" NOT NULL, -- day; '' when none is known
	over      bigint NOT NULL, -- 1 when support is known to have ended, whatever the day
	words     text COLLATE "C" NOT NULL,
	source    text COLLATE "C" NOT NULL,
	who       text COLLATE "C" NOT NULL, -- person, parts list or release cycle
	differ    bigint NOT NULL, -- 1 when another source says otherwise
	PRIMARY KEY (org, component)
) /* WITHOUT ROWID */;
CREATE INDEX component_support_lineage ON component_support (org, lineage);
CREATE INDEX component_support_ends ON component_support (org, ends, component) WHERE ends <> '' OR over = 1;

-- how far the support of all components was reckoned for one cause: a bundle, a
-- day, the name rules
CREATE TABLE support_round (
	org   text COLLATE "C" PRIMARY KEY,
	cause text COLLATE "C" NOT NULL,
	upto  bigint NOT NULL -- number of the last component
);

-- whose support is to be reckoned again: the parts of a release, or (release 0)
-- one component
CREATE TABLE support_due (
	org       text COLLATE "C" NOT NULL,
	release   bigint NOT NULL,
	component bigint NOT NULL,
	PRIMARY KEY (org, release, component)
) /* WITHOUT ROWID */;

-- how fresh a source of the intelligence was on a day: the worst that was seen
CREATE TABLE intel_day (
	day        bigint NOT NULL, -- since 1970-01-01, in UTC
	source     text COLLATE "C" NOT NULL,
	stand      text COLLATE "C" NOT NULL,
	as_of      text COLLATE "C" NOT NULL, -- newest record
	fetched_at text COLLATE "C" NOT NULL,
	problem    text COLLATE "C" NOT NULL,
	PRIMARY KEY (day, source)
) /* WITHOUT ROWID */;
