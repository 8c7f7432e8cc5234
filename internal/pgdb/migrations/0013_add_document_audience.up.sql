-- More of what texts say of themselves; owned by retrieval/postgres.

-- audience is the clause of application or the addressees as printed;
-- effective_basis says what effective_from is (stated, issue, decision).
-- withdrawn is the first day on which the file was gone from its folder: from
-- then on the document is no evidence, for a day before it still is.
ALTER TABLE documents
    ADD COLUMN audience        text NOT NULL DEFAULT '',
    ADD COLUMN effective_basis text NOT NULL DEFAULT '',
    ADD COLUMN withdrawn       date;
