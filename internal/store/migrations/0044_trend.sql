-- +goose Up
-- how the findings and parts of a release stood at the end of a day; release 0
-- is the whole organisation. A day on which nothing changed has no row.
CREATE TABLE trend (
	org     text COLLATE "C" NOT NULL,
	release bigint NOT NULL,
	day     bigint NOT NULL, -- since 1970-01-01, in UTC
	derived bigint NOT NULL, -- 1 when nobody counted on that day: the findings' dates tell
	counts  text COLLATE "C" NOT NULL, -- trend.Counts, packed
	PRIMARY KEY (org, release, day)
) /* WITHOUT ROWID */;

-- what changed in the counts of a component and is not in those of its releases
-- yet; component 0 is what happened in the whole organisation
CREATE TABLE trend_shift (
	org           text COLLATE "C" NOT NULL,
	component     bigint NOT NULL,
	critical      bigint NOT NULL,
	high          bigint NOT NULL,
	unknown       bigint NOT NULL,
	medium        bigint NOT NULL,
	low           bigint NOT NULL,
	none          bigint NOT NULL,
	cannot_tell   bigint NOT NULL,
	exploited     bigint NOT NULL,
	closed        bigint NOT NULL,
	affected      bigint NOT NULL,
	may_be        bigint NOT NULL,
	clean         bigint NOT NULL,
	not_checkable bigint NOT NULL,
	waiting       bigint NOT NULL,
	opened        bigint NOT NULL,
	shut          bigint NOT NULL,
	PRIMARY KEY (org, component)
) /* WITHOUT ROWID */;

-- releases that are to be counted anew, since their parts are others; opened and
-- shut is what happened to their findings meanwhile
CREATE TABLE trend_due (
	org     text COLLATE "C" NOT NULL,
	release bigint NOT NULL,
	opened  bigint NOT NULL,
	shut    bigint NOT NULL,
	PRIMARY KEY (org, release)
) /* WITHOUT ROWID */;
INSERT INTO trend_due (org, release, opened, shut)
	SELECT org, no, 0, 0 FROM release WHERE EXISTS (SELECT 1 FROM release_component rc WHERE rc.org = release.org AND rc.release = release.no);

-- how many findings in use that are not closed were opened on a day
CREATE TABLE finding_age (
	org           text COLLATE "C" NOT NULL,
	day           text COLLATE "C" NOT NULL,
	severity_rank bigint NOT NULL,
	n             bigint NOT NULL,
	PRIMARY KEY (org, day, severity_rank)
) /* WITHOUT ROWID */;
INSERT INTO finding_age (org, day, severity_rank, n)
	SELECT org, substr(opened_at, 1, 10), severity_rank, count(*) FROM finding WHERE used = 1 AND state <> 'closed' GROUP BY org, substr(opened_at, 1, 10), severity_rank;
