-- As in migration 0010.

DROP TABLE run_blocks;
DROP TABLE posting_runs;
DROP TABLE corpus_revision;

ALTER TABLE postings DROP CONSTRAINT postings_pkey;
ALTER TABLE postings ADD PRIMARY KEY (term, document, first) INCLUDE (block);
CREATE INDEX postings_document ON postings (document);
