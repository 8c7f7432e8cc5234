-- The extension stays: it may be older than we are, or serve others.
DROP TABLE postings;
DROP TABLE terms;
DROP TABLE vectors;
DROP TABLE passages;
DROP TABLE documents;
DROP TABLE meta;
