DROP TABLE widget_days;
DROP TABLE widgets;
