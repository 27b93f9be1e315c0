-- The same shape as ../sqlite/0006_audit.sql: the store's tests compare the two.

-- Where and how whoever did something had signed in. Rows from before this have none of it.
ALTER TABLE audit ADD COLUMN address TEXT;
ALTER TABLE audit ADD COLUMN sign_in_method TEXT;
ALTER TABLE audit ADD COLUMN session_id TEXT;
-- The tenant of the user, where that is another than the one acted in, which is `organisation`.
ALTER TABLE audit ADD COLUMN home_tenant TEXT;
-- The row that said, before anything was done, that this would be.
ALTER TABLE audit ADD COLUMN intent_id TEXT;
-- Of a row that stands for several: how many, and when the last of them was.
ALTER TABLE audit ADD COLUMN times BIGINT;
ALTER TABLE audit ADD COLUMN last_at BIGINT;

-- In the order in which the log is read, and forgotten. It serves what the one that goes did.
CREATE INDEX audit_organisation_created_at_id ON audit (organisation, created_at, id);
DROP INDEX audit_organisation_created_at;
