-- The postings of a term in many documents stand together in few rows: a search
-- for common words of a store of many small documents read a row for each of them.

-- Changes with every change of the corpus; readers keep what they have read of
-- the documents as long as it stays.
CREATE TABLE corpus_revision (
    token uuid NOT NULL
);
INSERT INTO corpus_revision (token) VALUES (gen_random_uuid());

-- A run holds the postings of the documents whose keys follow those of the run
-- before, up to its last one; later documents are found in postings alone. Keys
-- never come again, so that what a run holds of a document that is gone is
-- passed over.
CREATE TABLE posting_runs (
    last     integer PRIMARY KEY, -- key of its last document
    passages integer NOT NULL     -- of its documents when it was made
);

-- The blocks of a run, copied from postings, those of several documents one
-- after the other: for each the document and the first ordinal as 4 bytes, the
-- length of the block as 2, all with the high byte first, then the block.
CREATE TABLE run_blocks (
    term   integer NOT NULL,
    run    integer NOT NULL, -- posting_runs.last
    nth    integer NOT NULL, -- in the order of documents
    blocks bytea   NOT NULL,
    PRIMARY KEY (term, run, nth)
);

-- Of about 4,000 bytes, two on a page, and read where they stand.
ALTER TABLE run_blocks ALTER COLUMN blocks SET STORAGE PLAIN;

INSERT INTO run_blocks (term, run, nth, blocks)
SELECT c.term, (SELECT max(d.key) FROM documents d), c.nth,
       string_agg(int4send(c.document) || int4send(c.first) || int2send(length(c.block)::smallint) || c.block, ''::bytea ORDER BY c.document, c.first)
FROM (
    SELECT p.term, p.document, p.first, p.block,
           sum(length(p.block) + 10) OVER (PARTITION BY p.term ORDER BY p.document, p.first) / 4000 AS nth
    FROM postings p
) AS c
GROUP BY c.term, c.nth
ORDER BY c.term, c.nth;

INSERT INTO posting_runs (last, passages)
SELECT max(d.key), sum(d.passages) FROM documents d HAVING count(*) > 0;

-- What is left to be read of postings is read by document: those of no run yet,
-- those of a filter that leaves few, those that go.
ALTER TABLE postings DROP CONSTRAINT postings_pkey;
DROP INDEX postings_document;
ALTER TABLE postings ADD PRIMARY KEY (document, term, first);
