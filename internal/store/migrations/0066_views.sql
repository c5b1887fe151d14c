-- +goose Up
-- a view of a list: its address, kept under a name
CREATE TABLE list_view (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	id         text COLLATE "C" NOT NULL,
	list       text COLLATE "C" NOT NULL, -- "findings"
	name       text COLLATE "C" NOT NULL,
	query      text COLLATE "C" NOT NULL, -- as in the address, in one fixed order
	owner      text COLLATE "C" NOT NULL, -- id of whose it is
	owner_name text COLLATE "C" NOT NULL,
	shared     bigint NOT NULL, -- 1 where everybody sees it
	pinned     bigint NOT NULL, -- 1 where it stands above its list
	rev        bigint NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	changed_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX list_view_owner ON list_view (org, owner, list);
CREATE INDEX list_view_shared ON list_view (org, shared, list);

-- the view with which a list opens for somebody
CREATE TABLE list_opening (
	org    text COLLATE "C" NOT NULL REFERENCES org (id),
	person text COLLATE "C" NOT NULL,
	list   text COLLATE "C" NOT NULL,
	view   text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, person, list)
);
