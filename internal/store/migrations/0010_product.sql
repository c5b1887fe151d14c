-- +goose Up
CREATE TABLE line (
	org        text COLLATE "C" NOT NULL REFERENCES org (id),
	id         text COLLATE "C" NOT NULL,
	name       text COLLATE "C" NOT NULL,
	note       text COLLATE "C" NOT NULL,
	rev        bigint NOT NULL,
	created_at text COLLATE "C" NOT NULL,
	changed_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, name)
);

CREATE TABLE model (
	org          text COLLATE "C" NOT NULL REFERENCES org (id),
	id           text COLLATE "C" NOT NULL,
	line         text COLLATE "C" NOT NULL,
	name         text COLLATE "C" NOT NULL,
	manufacturer text COLLATE "C" NOT NULL,
	dis          text COLLATE "C" NOT NULL,
	class        text COLLATE "C" NOT NULL,
	code         text COLLATE "C" NOT NULL,
	connects     text COLLATE "C" NOT NULL,
	aliases      text COLLATE "C" NOT NULL,
	note         text COLLATE "C" NOT NULL,
	rev          bigint NOT NULL,
	created_at   text COLLATE "C" NOT NULL,
	changed_at   text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, line, name),
	FOREIGN KEY (org, line) REFERENCES line (org, id)
);
CREATE INDEX model_name ON model (org, name, id);

-- no is the release's short number, for the wide tables that name it
CREATE TABLE release (
	org                     text COLLATE "C" NOT NULL REFERENCES org (id),
	id                      text COLLATE "C" NOT NULL,
	no                      bigint NOT NULL,
	model                   text COLLATE "C" NOT NULL,
	version                 text COLLATE "C" NOT NULL,
	state                   text COLLATE "C" NOT NULL,
	general_availability    text COLLATE "C" NOT NULL,
	end_of_sales            text COLLATE "C" NOT NULL,
	end_of_security_support text COLLATE "C" NOT NULL,
	end_of_life             text COLLATE "C" NOT NULL,
	note                    text COLLATE "C" NOT NULL,
	rev                     bigint NOT NULL,
	created_at              text COLLATE "C" NOT NULL,
	changed_at              text COLLATE "C" NOT NULL,
	PRIMARY KEY (org, id),
	UNIQUE (org, no),
	UNIQUE (org, model, version),
	FOREIGN KEY (org, model) REFERENCES model (org, id)
);
