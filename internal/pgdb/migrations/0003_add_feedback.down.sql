ALTER TABLE events DROP COLUMN told_at;
DROP TABLE channel_settings;
DROP TABLE feedback;
