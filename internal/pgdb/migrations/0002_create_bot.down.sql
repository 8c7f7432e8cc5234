DROP TABLE events;
DROP TABLE answers;
