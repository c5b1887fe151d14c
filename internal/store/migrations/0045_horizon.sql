-- +goose Up
-- what is weak or may be, by supplier
CREATE INDEX component_weak ON component (org, supplier, affected, untold) WHERE used = 1 AND affected + untold > 0;
