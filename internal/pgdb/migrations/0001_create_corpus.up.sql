-- The corpus and its index: owned by retrieval/postgres.

CREATE EXTENSION IF NOT EXISTS vector;

-- What the index was made with: keys model, dimension, segmenter. Empty while
-- no document is stored.
CREATE TABLE meta (
    key   text PRIMARY KEY,
    value text NOT NULL
);

-- IDs compare by bytes everywhere, so that ties do not depend on the locale.
CREATE TABLE documents (
    key            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id             text COLLATE "C" NOT NULL UNIQUE,
    root           text NOT NULL,
    source         text NOT NULL,
    title          text NOT NULL,
    issuer         text NOT NULL,
    doc_number     text NOT NULL,
    kind           text NOT NULL,
    level          text NOT NULL,
    region         text NOT NULL,
    url            text NOT NULL,
    adopted        date, -- dates: NULL is unknown
    published      date,
    effective_from date,
    effective_to   date,
    end_reason     text NOT NULL,
    status_note    text NOT NULL,
    replaced_by    text COLLATE "C" NOT NULL, -- an id, held or not; '' is none
    digest_of      text[] NOT NULL,
    text           text NOT NULL,
    hash           text NOT NULL,
    body_hash      text NOT NULL,
    dropped        jsonb NOT NULL,
    findings       text[] NOT NULL,
    -- Derived when the document is stored.
    title_key      text COLLATE "C" NOT NULL,   -- title in its comparable form
    number_keys    text[] NOT NULL,             -- the same of each number in doc_number
    digest_keys    text[] NOT NULL,             -- the same of each title in digest_of
    passages       integer NOT NULL,            -- number of passages
    vectors        integer NOT NULL,            -- number of vectors
    length         bigint NOT NULL              -- terms of all passages, repeats counted
);

-- For "is a text held that this digest summarises".
CREATE INDEX documents_title_key ON documents (title_key);

CREATE TABLE passages (
    document     integer NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal      integer NOT NULL, -- from 1
    kind         text NOT NULL,
    path         text[] NOT NULL,
    label        text NOT NULL,
    article      text NOT NULL,    -- label in its comparable form
    start_byte   integer NOT NULL, -- offsets into documents.text as UTF-8
    end_byte     integer NOT NULL,
    text         text NOT NULL,    -- that slice, kept to load passages without their document
    norm         text NOT NULL,
    parts        jsonb NOT NULL,
    part_vectors boolean NOT NULL, -- false: the parts were not embedded
    length       integer NOT NULL, -- number of terms, repeats counted
    PRIMARY KEY (document, ordinal)
);

-- Vectors of passages (part 0) and of their parts (from 1). A part whose text
-- is its passage's has none of its own. The column has no fixed dimension, so
-- that any model fits; one store holds one dimension (meta). Small stores are
-- scanned exactly; the HNSW index over vec::halfvec(n) is built when a store
-- has grown past what a scan serves in time. No foreign key: a check a row
-- would double the time of a load, and only whole documents come and go.
CREATE TABLE vectors (
    document integer NOT NULL,
    ordinal  integer NOT NULL,
    part     integer NOT NULL,
    vec      halfvec NOT NULL,
    PRIMARY KEY (document, ordinal, part)
);

-- A vector of more than 1,000 dimensions would move out of line, and every
-- distance would then cost a second lookup.
ALTER TABLE vectors ALTER COLUMN vec SET STORAGE PLAIN;

-- df is the number of passages that hold the term. Room is left on the pages
-- because every ingest updates df in place.
CREATE TABLE terms (
    id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term text COLLATE "C" NOT NULL UNIQUE,
    df   integer NOT NULL
) WITH (fillfactor = 70);

-- The primary key carries tf and length, so that a search reads the index
-- alone. No foreign keys, for the reason given at vectors.
CREATE TABLE postings (
    term     integer NOT NULL,
    document integer NOT NULL,
    ordinal  integer NOT NULL,
    tf       integer NOT NULL, -- times the term occurs in the passage
    length   integer NOT NULL, -- that of the passage
    PRIMARY KEY (term, document, ordinal) INCLUDE (tf, length)
);

-- For taking a document out.
CREATE INDEX postings_document ON postings (document);
